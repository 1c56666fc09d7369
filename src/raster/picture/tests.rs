use super::read;

const DESK: &[u8] = include_bytes!("../../../tests/it/pictures/desk.jpg");
const PLAN: &[u8] = include_bytes!("../../../tests/it/pictures/plan.png");
const LOGO: &[u8] = include_bytes!("../../../tests/it/pictures/logo.svg");

fn jpeg_pixels(bytes: &[u8]) -> Vec<u8> {
    let mut decoder = super::JpegDecoder::new(super::ZCursor::new(bytes));
    let pixels = decoder.decode().expect("a JPEG");
    assert!(decoder.exif().is_none_or(|_| bytes == DESK));
    pixels
}

fn png_pixels(bytes: &[u8]) -> Vec<u8> {
    let mut reader = png::Decoder::new(super::Cursor::new(bytes)).read_info().expect("a PNG");
    let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
    reader.next_frame(&mut pixels).expect("pixels");
    pixels
}

#[test]
fn pixels_stay_and_metadata_goes() {
    let holds = |bytes: &[u8]| bytes.windows(4).any(|word| word == b"Jane");
    let (desk, plan) =
        (read("Desk.JPEG", DESK).expect("a JPEG"), read("plan.png", PLAN).expect("a PNG"));
    assert!(holds(DESK) && holds(PLAN) && !holds(&desk.bytes) && !holds(&plan.bytes));
    assert_eq!(jpeg_pixels(DESK), jpeg_pixels(&desk.bytes));
    assert_eq!(png_pixels(PLAN), png_pixels(&plan.bytes));
    assert_eq!((desk.format, desk.width, desk.height), ("jpg", 90.0, 60.0));
    assert_eq!((plan.format, plan.width, plan.height), ("png", 48.0, 24.0));
}

#[test]
fn what_follows_a_picture_is_not_part_of_it() {
    for (name, bytes) in [("desk.jpg", DESK), ("plan.png", PLAN)] {
        let longer = [bytes, b"another picture"].concat();
        assert_eq!(read(name, &longer).map(|it| it.bytes), read(name, bytes).map(|it| it.bytes));
    }
}

#[test]
fn a_profile_of_colours_and_fill_bytes_stay_readable() {
    let profile = [&b"\xFF\xE2\x00\x12ICC_PROFILE\0\x01\x01"[..], b"x\x79"].concat();
    let with = [&DESK[..2], &profile, &b"\xFF"[..], &DESK[2..]].concat();
    let read = read("desk.jpg", &with).expect("a JPEG");
    assert!(read.bytes[2..].starts_with(&profile));
    assert_eq!(jpeg_pixels(DESK), jpeg_pixels(&read.bytes));
}

#[test]
fn no_beginning_of_a_picture_is_taken_for_one() {
    for (name, bytes) in [("desk.jpg", DESK), ("plan.png", PLAN), ("logo.svg", LOGO)] {
        let bytes = bytes.trim_ascii_end();
        for end in (0..bytes.len()).step_by(7) {
            assert!(read(name, &bytes[..end]).is_err(), "{end} bytes of {name}");
        }
    }
}

#[test]
fn words_of_a_drawing_are_read_with_their_entities() {
    let logo = read("logo.svg", LOGO).expect("an SVG");
    assert_eq!((logo.words, logo.width, logo.height), (vec!["The Office".to_owned()], 105.0, 30.0));
}
