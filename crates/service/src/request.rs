//! Reading requests: bodies within their limits, songs and files out of JSON, forms and queries, and the options of a conversion.

pub mod chord_query;
pub mod convert_options;
pub mod convert_request;
pub mod formats;
pub mod multipart;
pub mod preset_cards;
pub mod presets;
pub mod preview_parts;
pub mod strict_json;
pub mod uploads;
pub mod validation;
