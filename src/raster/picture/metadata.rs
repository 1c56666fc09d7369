//! Removes from files of pixels all parts that programs do not need to show them: EXIF, XMP and IPTC data, comments,
//! thumbnails and whatever follows the picture. Pixels and colour profiles stay as they are.

/// The chunks of a PNG that are kept.
const CHUNKS: [&[u8]; 10] =
    [b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT"];

/// A PNG without metadata; `None` if it has no end.
pub(super) fn without_png(bytes: &[u8]) -> Option<Vec<u8>> {
    let (mut out, mut at) = (bytes.get(..8)?.to_vec(), 8);
    loop {
        let length = u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?) as usize;
        let chunk = bytes.get(at..at + length + 12)?;
        let kind = &chunk[4..8];
        if CHUNKS.contains(&kind) {
            out.extend_from_slice(chunk);
        }
        if kind == b"IEND" {
            return Some(out);
        }
        at += chunk.len();
    }
}

/// A JPEG without metadata; `None` if it has no end.
pub(super) fn without_jpeg(bytes: &[u8]) -> Option<Vec<u8>> {
    let (mut out, mut at) = (bytes.get(..2)?.to_vec(), 2);
    loop {
        let (0xFF, marker) = (*bytes.get(at)?, *bytes.get(at + 1)?) else { return None };
        if marker == 0xFF {
            at += 1;
            continue;
        }
        if marker == 0xD9 {
            out.extend_from_slice(&[0xFF, marker]);
            return Some(out);
        }
        let length = u16::from_be_bytes(bytes.get(at + 2..at + 4)?.try_into().ok()?);
        let mut end = at + 2 + usize::from(length);
        let content = bytes.get(at + 4..end)?;
        // The data of a scan ends before the next marker; two kinds of pairs within it are none.
        while marker == 0xDA
            && (*bytes.get(end)? != 0xFF || matches!(bytes.get(end + 1)?, 0x00 | 0xD0..=0xD7))
        {
            end += 1;
        }
        let is_kept = match marker {
            0xE0 => content.starts_with(b"JFIF\0") && content.len() == 14,
            0xE2 => content.starts_with(b"ICC_PROFILE\0"),
            0xEE => content.starts_with(b"Adobe"),
            0xE1..=0xEF | 0xFE => false,
            _ => true,
        };
        if is_kept {
            out.extend_from_slice(&bytes[at..end]);
        }
        at = end;
    }
}
