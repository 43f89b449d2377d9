//! What players ask for: diagrams, chords, keys and capos.

use crate::support::{KEY, Service, request};
use axum::http::Method;
use serde_json::{Value, json};

#[tokio::test]
async fn diagrams_are_pictures_and_unknown_names_are_problems() {
    let service = Service::new(&[]);
    for (path, media_type) in [
        ("/diagrams/Am7.svg", "image/svg+xml"),
        ("/diagrams/F%23m.png?instrument=ukulele", "image/png"),
    ] {
        let answer = service.get(path).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("content-type")),
            (200, media_type),
            "{}",
            answer.text()
        );
        // More than an empty page.
        assert!(answer.body.len() > 1000, "{path}: {}", answer.body.len());
    }
    assert_eq!(service.get("/diagrams/Am7.gif").await.status, 404);
    assert_eq!(
        service.get("/diagrams/C.svg?instrument=tuba").await.status,
        400
    );
    for wrong in ["%7Btitle%7D", "%ff", "*x", "%00"] {
        let answer = service.get(&format!("/diagrams/{wrong}.svg")).await;
        assert_eq!(answer.status, 400, "{wrong}");
        assert_eq!(answer.json()["field"], "chord", "{wrong}");
    }
    for unknown in ["Xyz.svg", "Hmpf.png", "C%23%23%23.svg", "Am7.svg.svg"] {
        let answer = service.get(&format!("/diagrams/{unknown}")).await;
        assert_eq!(answer.status, 422, "{unknown}: {}", answer.text());
        assert!(answer.text().contains("guitar"), "{}", answer.text());
    }
}

#[tokio::test]
async fn diagrams_take_parameters_and_refuse_others() {
    let service = Service::new(&[]);
    let get = async |path: &str| service.get(&format!("/diagrams/{path}")).await;
    for chord in [
        "E7%239.svg?instrument=ukulele",
        "F%23m.svg?instrument=banjo-5",
        "C13%2311.svg?tuning=D2,A2,D3,G3,A3,D4",
    ] {
        let answer = get(chord).await;
        assert_eq!(answer.status, 200, "{chord}: {}", answer.text());
        assert!(answer.body.len() > 1000, "{chord}");
    }
    let plain = get("C.svg").await;
    for other in ["position=2", "left=true", "fingers=false", "theme=dark"] {
        let answer = get(&format!("C.svg?{other}")).await;
        assert_eq!(answer.status, 200, "{other}: {}", answer.text());
        assert_ne!(answer.body, plain.body, "{other}");
    }
    let sized = get("C.svg?size=300&theme=currentColor").await.text();
    assert!(sized.contains("width=\"300\""), "{sized}");
    assert!(sized.contains("currentColor"), "{sized}");
    // A picture is as wide as asked, and no higher than the diagram: its name, the open strings, four frets.
    let png = get("C.png?size=300").await.body;
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().expect("four bytes"));
    assert_eq!(number(16), 300);
    assert!((300..450).contains(&number(20)), "{}", number(20));
    for (wrong, field) in [
        ("C.svg?sise=300", "sise"),
        ("C.svg?size=3", "size"),
        ("C.svg?tuning=X", "tuning"),
        ("C.png?theme=currentColor", "theme"),
    ] {
        let answer = get(wrong).await;
        assert_eq!(answer.status, 400, "{wrong}: {}", answer.text());
        assert_eq!(answer.json()["field"], field, "{wrong}");
    }
    let many = ["E2"; 40].join(",");
    assert_eq!(get(&format!("C.svg?tuning={many}")).await.status, 400);
    assert_eq!(get("N.C..svg").await.status, 404);
    assert_eq!(
        get("C13%2311.svg?position=12&instrument=ukulele")
            .await
            .status,
        422
    );
}

#[tokio::test]
async fn a_chord_is_told_with_its_tones_names_and_shapes() {
    let service = Service::new(&[]);
    let answer = service
        .get("/chords/F%23m7b5?instrument=ukulele&key=G")
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let chord = answer.json();
    assert_eq!(chord["tones"], json!(["F#", "A", "C", "E"]));
    assert_eq!(chord["degree"]["roman"], "vii7b5");
    assert_eq!(chord["enharmonics"], json!(["Gbm7b5"]));
    let shapes = chord["shapes"].as_array().expect("shapes");
    assert!(
        shapes.len() > 1
            && shapes[0]["frets"]
                .as_array()
                .is_some_and(|frets| frets.len() == 4)
    );
    for (path, status) in [
        ("/chords/N.C.", 404),
        ("/chords/Xyz", 422),
        ("/chords/C?instrument=tuba", 400),
        ("/chords/C?size=3", 400),
        ("/chords/C?key=H7", 400),
    ] {
        assert_eq!(service.get(path).await.status, status, "{path}");
    }
}

#[tokio::test]
async fn songs_are_inspected_without_being_converted() {
    let service = Service::new(&[]);
    let song = "{title: Inspected}\n{key: Eb}\n{sov}\n[Eb]One [Ab]two\n[Bb]three [Cm]four [Eb]five\n{eov}\n";
    let answer = service.post("/inspect", &json!({ "content": song })).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let found = &answer.json()["songs"][0];
    assert_eq!(found["key"]["stated"], "Eb");
    assert_eq!(found["key"]["detected"], "Eb");
    assert_eq!(
        found["chords"][0],
        json!({ "name": "Eb", "count": 2, "degree": "1" })
    );
    assert_eq!(found["lines"], 2);
    let frets: Vec<_> = found["capo"]
        .as_array()
        .expect("advice")
        .iter()
        .map(|advice| advice["fret"].as_u64())
        .collect();
    assert!(
        frets.contains(&Some(1)) && frets.contains(&Some(3)),
        "{frets:?}"
    );
}

#[tokio::test]
async fn options_for_players_are_taken() {
    let service = Service::new(&[]);
    let text = async |options: Value| {
        let order = json!({ "content": "{title: A}\n{key: Eb}\n[Eb]La [Cm7]la", "output_format": "text", "options": options });
        let answer = service.post("/convert", &order).await;
        (answer.status.as_u16(), answer.text())
    };
    assert!(
        text(json!({ "transpose": "Bb" }))
            .await
            .1
            .contains("Bb Gm7")
    );
    assert!(
        text(json!({ "transpose": "1s" }))
            .await
            .1
            .contains("E  C#m7")
    );
    assert!(
        text(json!({ "capo": 3, "simplify": "extensions" }))
            .await
            .1
            .contains("C  Am")
    );
    for wrong in [
        json!({ "transpose": "H" }),
        json!({ "key": "much" }),
        json!({ "capo": 12 }),
        json!({ "capo": 3, "decapo": true }),
        json!({ "simplify": "all" }),
    ] {
        assert_eq!(text(wrong.clone()).await.0, 400, "{wrong}");
    }
}

#[tokio::test]
async fn an_unchanged_diagram_costs_nothing() {
    let service = Service::new(&[]);
    let first = service.get("/diagrams/Am7.svg").await;
    let tag = first.header("etag").to_owned();
    assert!(tag.len() > 10, "{tag}");
    let other = service.get("/diagrams/Am7.svg?instrument=ukulele").await;
    assert_ne!(other.header("etag"), tag);
    let headers = [("x-api-key", KEY), ("if-none-match", tag.as_str())];
    let again = request(Method::GET, "/diagrams/Am7.svg", &headers, "");
    let again = service.send(again).await;
    assert_eq!((again.status.as_u16(), again.body.len()), (304, 0));
    assert_eq!(again.header("etag"), tag);
    assert_eq!(again.header("cache-control"), first.header("cache-control"));
    assert_eq!(service.get("/diagrams/Am7.svg").await.body, first.body);
}
