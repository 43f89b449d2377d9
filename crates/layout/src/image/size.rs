//! The size at which a picture is drawn (`docs/spec/pages.md#7.3`).

use super::attribute::Length;
use crate::page::Pt;

/// What is asked of a picture's size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SizeRequest {
    /// `width`.
    pub width: Option<Length>,
    /// `height`.
    pub height: Option<Length>,
    /// `scale`: applied after fitting, so that it can leave the page.
    pub scale: (f64, f64),
    /// The scale that the picture comes with; fitting replaces it.
    pub design_scale: f64,
}

impl Default for SizeRequest {
    fn default() -> Self {
        SizeRequest {
            width: None,
            height: None,
            scale: (1.0, 1.0),
            design_scale: 1.0,
        }
    }
}

/// The size of a picture on the page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Size {
    /// Width.
    pub width: Pt,
    /// Height.
    pub height: Pt,
}

/// Fits a picture of `natural` size into `area`.
pub fn fit(natural: Size, request: &SizeRequest, area: Size) -> Size {
    let width = request.width.map(|width| width.of(area.width));
    let height = request.height.map(|height| height.of(area.height));
    let (mut w, mut h) = match (width, height) {
        (Some(w), Some(h)) => (w, h),
        (Some(w), None) => (w, w * ratio(natural.height, natural.width)),
        (None, Some(h)) => (h * ratio(natural.width, natural.height), h),
        (None, None) => (natural.width, natural.height),
    };
    let mut scale = request.design_scale;
    if w > area.width {
        scale = ratio(area.width, w);
    }
    if h * scale > area.height {
        scale = ratio(area.height, h);
    }
    w *= scale * request.scale.0;
    h *= scale * request.scale.1;
    Size {
        width: w.max(0.0),
        height: h.max(0.0),
    }
}

fn ratio(part: Pt, whole: Pt) -> f64 {
    if whole > 0.0 { part / whole } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A4: Size = Size {
        width: 515.0,
        height: 722.0,
    };

    fn size(width: Pt, height: Pt) -> Size {
        Size { width, height }
    }

    fn near(size: Size, width: Pt, height: Pt) {
        assert!((size.width - width).abs() < 0.01, "{size:?}");
        assert!((size.height - height).abs() < 0.01, "{size:?}");
    }

    #[test]
    fn a_picture_keeps_its_size_where_it_fits() {
        near(
            fit(size(100.0, 50.0), &SizeRequest::default(), A4),
            100.0,
            50.0,
        );
    }

    #[test]
    fn a_picture_that_is_too_large_is_fitted() {
        let request = SizeRequest::default();
        near(fit(size(1200.0, 600.0), &request, A4), 515.0, 257.5);
        near(fit(size(100.0, 3000.0), &request, A4), 24.07, 722.0);
    }

    #[test]
    fn the_ratio_is_kept_where_one_side_is_given() {
        let request = SizeRequest {
            width: Some(Length::Percent(50.0)),
            ..SizeRequest::default()
        };
        near(fit(size(100.0, 50.0), &request, A4), 257.5, 128.75);
        let request = SizeRequest {
            height: Some(Length::Points(25.0)),
            ..SizeRequest::default()
        };
        near(fit(size(100.0, 50.0), &request, A4), 50.0, 25.0);
    }

    #[test]
    fn a_scale_stretches_after_fitting() {
        let request = SizeRequest {
            scale: (0.5, 1.0),
            ..SizeRequest::default()
        };
        near(fit(size(100.0, 50.0), &request, A4), 50.0, 50.0);
        let request = SizeRequest {
            scale: (2.0, 2.0),
            ..SizeRequest::default()
        };
        near(fit(size(1200.0, 600.0), &request, A4), 1030.0, 515.0);
    }

    #[test]
    fn fitting_replaces_the_scale_a_picture_comes_with() {
        let request = SizeRequest {
            design_scale: 0.75,
            ..SizeRequest::default()
        };
        near(fit(size(100.0, 50.0), &request, A4), 75.0, 37.5);
        near(fit(size(1030.0, 50.0), &request, A4), 515.0, 25.0);
    }

    #[test]
    fn a_picture_without_extent_does_not_divide_by_it() {
        near(fit(size(0.0, 0.0), &SizeRequest::default(), A4), 0.0, 0.0);
    }
}
