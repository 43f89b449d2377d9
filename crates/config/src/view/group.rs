//! The macro that defines a group of settings: the structure, its reading, and the rows of the documentation.

/// Defines groups of settings.
///
/// Each field has its key in the configuration, its type, and optionally a [`Rule`](crate::view::reader::Rule) in
/// brackets. The field's doc comment documents the setting.
macro_rules! group {
    ($(
        $(#[doc = $about:literal])+
        $name:ident {$(
            $(#[doc = $doc:literal])+
            $field:ident = $key:literal: $type:ty $([$rule:expr])?;
        )*}
    )+) => {$(
        $(#[doc = $about])+
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name {$(
            $(#[doc = $doc])+
            #[cfg_attr(feature = "readers", deprecated)]
            pub $field: $type,
        )*}

        impl $name {
            /// Reads the group; parts with an unchanged map are taken from `before`.
            pub(crate) fn read_group(
                now: Option<&$crate::Value>,
                default: Option<&$crate::Value>,
                before: Option<(Option<&$crate::Value>, &Self)>,
                reader: &mut $crate::view::reader::Reader<'_>,
            ) -> Self {
                $name {$(
                    $field: <$type as $crate::view::reader::Field>::read(
                        $crate::view::reader::Slot {
                            key: $key,
                            now: now.and_then(|map| map.get($key)),
                            default: default.and_then(|map| map.get($key)),
                            before: before.map(|(map, group)| {
                                (map.and_then(|map| map.get($key)), &group.$field)
                            }),
                            rule: $crate::view::group::rule!($($rule)?),
                        },
                        reader,
                    ),
                )*}
            }

            /// Describes the settings of the group.
            pub(crate) fn describe_group(
                path: &str,
                fields: &[&'static str],
                rows: &mut Vec<$crate::view::reader::Row>,
            ) {
                $({
                    let mut fields = fields.to_vec();
                    fields.push(concat!(stringify!($name), "::", stringify!($field)));
                    let below = if path.is_empty() {
                        $key.to_owned()
                    } else {
                        format!("{path}.{}", $key)
                    };
                    <$type as $crate::view::reader::Field>::describe(
                        $crate::view::reader::Entry {
                            path: &below,
                            fields: &fields,
                            about: &[$($doc),+],
                            rule: $crate::view::group::rule!($($rule)?),
                        },
                        rows,
                    );
                })*
            }
        }

        impl $crate::view::reader::Field for std::sync::Arc<$name> {
            fn read(
                slot: $crate::view::reader::Slot<'_, Self>,
                reader: &mut $crate::view::reader::Reader<'_>,
            ) -> Self {
                if let (Some((Some(value), group)), Some(now)) = (&slot.before, slot.now)
                    && now.is_same_map(value)
                {
                    return std::sync::Arc::clone(group);
                }
                if let Some(value) = slot.now
                    && value.as_map().is_none()
                    && slot.before.as_ref().is_none_or(|(before, _)| *before != slot.now)
                {
                    reader.wrong(slot.key, value, "a map of settings");
                }
                let group = reader.within(slot.key, |reader| {
                    $name::read_group(
                        slot.now,
                        slot.default,
                        slot.before.as_ref().map(|(value, group)| (*value, group.as_ref())),
                        reader,
                    )
                });
                std::sync::Arc::new(group)
            }

            fn describe(
                entry: $crate::view::reader::Entry<'_>,
                rows: &mut Vec<$crate::view::reader::Row>,
            ) {
                $name::describe_group(entry.path, entry.fields, rows);
            }
        }
    )+};
}

/// The rule given in brackets, or none.
macro_rules! rule {
    () => {
        $crate::view::reader::Rule::ANY
    };
    ($rule:expr) => {
        $rule
    };
}

/// Defines an enumeration whose variants correspond to words; ASCII case is ignored.
macro_rules! choice {
    ($(
        $(#[doc = $about:literal])+
        $name:ident {$(
            $(#[doc = $doc:literal])+
            $variant:ident = $word:literal $(| $alias:literal)*,
        )+}
    )+) => {$(
        $(#[doc = $about])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name {$(
            $(#[doc = $doc])+
            $variant,
        )+}

        impl $name {
            /// The variant for a word; ASCII case is ignored.
            pub fn from_word(word: &str) -> Option<Self> {
                $(
                    if word.eq_ignore_ascii_case($word) $(|| word.eq_ignore_ascii_case($alias))* {
                        return Some($name::$variant);
                    }
                )+
                None
            }

            /// The word for it.
            pub fn word(self) -> &'static str {
                match self {
                    $($name::$variant => $word,)+
                }
            }

            const WORDS: &'static [&'static str] = &[$($word),+];
        }

        impl $crate::view::reader::Scalar for $name {
            fn from_value(value: &$crate::Value, _: &$crate::view::reader::Rule) -> Option<Self> {
                value.to_text().and_then(|text| $name::from_word(&text))
            }

            fn nothing() -> Self {
                [$($name::$variant),+][0]
            }

            fn expected(_: &$crate::view::reader::Rule) -> String {
                $crate::view::kinds::words($name::WORDS)
            }

            fn schema(_: &$crate::view::reader::Rule) -> serde_json::Value {
                let mut all: Vec<serde_json::Value> =
                    $name::WORDS.iter().map(|word| serde_json::json!(word)).collect();
                if $name::from_word("").is_some() {
                    all.retain(|word| word != "");
                    all.extend([serde_json::json!(""), serde_json::json!(false), serde_json::json!(null)]);
                }
                serde_json::json!({"enum": all})
            }
        }

        $crate::view::group::scalar_fields!($name);
    )+};
}

/// Implements fields of scalar types.
macro_rules! scalar_fields {
    ($($type:ty),+ $(,)?) => {$(
        impl $crate::view::reader::Field for $type {
            fn read(
                slot: $crate::view::reader::Slot<'_, Self>,
                reader: &mut $crate::view::reader::Reader<'_>,
            ) -> Self {
                $crate::view::reader::read_scalar(&slot, reader)
            }

            fn describe(
                entry: $crate::view::reader::Entry<'_>,
                rows: &mut Vec<$crate::view::reader::Row>,
            ) {
                rows.push($crate::view::reader::Row::of::<$type>(entry));
            }
        }
    )+};
}

pub(crate) use {choice, group, rule, scalar_fields};
