use super::*;

/// A document as the writer produces it, from objects and a trailer.
fn document(objects: &[&str], trailer: &str) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n%\x80\x80\x80\x80\n\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f\r\n", objects.len() + 1);
    for (object, number) in objects.iter().zip(1..) {
        table.push_str(&format!("{:010} 00000 n\r\n", bytes.len()));
        bytes.extend(format!("{number} 0 obj\n{object}\nendobj\n").into_bytes());
    }
    let start = bytes.len();
    let size = objects.len() + 1;
    bytes.extend(
        format!("{table}trailer\n<</Size {size}{trailer}>>\nstartxref\n{start}\n%%EOF")
            .into_bytes(),
    );
    bytes
}

fn objects(bytes: &[u8]) -> String {
    let mut source = Source::read(bytes).expect("it is built as the writer does");
    source.leave_out();
    let bodies = source.objects.iter();
    bodies
        .map(|object| {
            format!(
                "{} {}\n",
                object.number,
                String::from_utf8_lossy(&object.body)
            )
        })
        .collect()
}

fn packed(bytes: &[u8]) -> Option<Vec<u8>> {
    let fonts = chordpro_fonts::FontBook::bundled();
    pack(bytes, b"", &Faces::new(&fonts, &Default::default(), false))
}

#[test]
fn outline_nodes_that_lead_nowhere_lose_their_place() {
    let bytes = document(
        &[
            "<</Title(A)/Dest 3 0 R>>",
            "<</Title(/Dest 3 0 R)/Dest 4 0 R>>",
            "[9 0 R/XYZ 0 -31149 0]",
            "[9 0 R/XYZ 0 842 0]",
        ],
        "/Root 1 0 R",
    );
    assert_eq!(
        objects(&bytes),
        "1 <</Title(A)>>\n2 <</Title(/Dest 3 0 R)/Dest 4 0 R>>\n4 [9 0 R/XYZ 0 842 0]\n"
    );
}

#[test]
fn page_labels_lose_their_type() {
    let bytes = document(&["<</Type/PageLabel/S/D/St 1>>"], "/Root 1 0 R");
    assert_eq!(objects(&bytes), "1 <</S/D/St 1>>\n");
}

#[test]
fn data_stays_what_it_is() {
    let text = "0 0 m 10 10 l S\n".repeat(40);
    let bytes = document(
        &[
            "<</Type/Catalog>>",
            &format!("<</Length {}>>\nstream\n{text}\nendstream", text.len()),
        ],
        "/Root 1 0 R",
    );
    let packed = packed(&bytes).expect("it is built as the writer does");
    let (head, data) = split(&packed, b">>\nstream\n").expect("there is data");
    assert!(head.ends_with(b"/Filter/FlateDecode"));
    let mut unpacked = Vec::new();
    let mut decoder = flate2::read::ZlibDecoder::new(data);
    std::io::Read::read_to_end(&mut decoder, &mut unpacked).expect("it is compressed");
    assert_eq!(unpacked, text.into_bytes());
    assert!(packed.len() < bytes.len());
}

#[test]
fn a_document_built_in_another_way_is_left_alone() {
    let sound = document(&["<</Length 9>>\nstream\nab\nendstream"], "/Root 1 0 R");
    assert!(
        packed(&sound).is_none(),
        "its data are not as long as they say"
    );
    assert!(packed(b"%PDF-1.7\n").is_none());
    assert!(packed(b"").is_none());
}
