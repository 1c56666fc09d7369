//! Splits a text into lines with byte offsets, and formats line numbers.

use crate::text::listed;

/// The lines of a text without line endings, each with the byte offset of its start.
pub(crate) fn with_offsets(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split('\n').map(move |line| {
        let start = at;
        at += line.len() + 1;
        (start, line)
    })
}

/// Formats one-based, ascending line numbers: `line 3`, `lines 3 and 4`, `lines 3 to 5 and 9`.
pub(crate) fn lines(numbers: &[usize]) -> String {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for number in numbers {
        match runs.last_mut().filter(|(_, last)| last + 1 == *number) {
            Some((_, last)) => *last = *number,
            None => runs.push((*number, *number)),
        }
    }
    let mut names: Vec<String> = Vec::new();
    for (first, last) in runs {
        match last - first {
            0 => names.push(first.to_string()),
            1 => names.extend([first.to_string(), last.to_string()]),
            _ => names.push(format!("{first} to {last}")),
        }
    }
    let word = if numbers.len() == 1 { "line" } else { "lines" };
    format!("{word} {}", listed(&names, "and"))
}

/// The one-based number of the line that contains the byte at `offset`.
pub(crate) fn number(text: &str, offset: usize) -> usize {
    text[..offset].matches('\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn lines_that_follow_each_other_are_taken_together() {
        assert_eq!(lines(&[3]), "line 3");
        assert_eq!(lines(&[3, 4]), "lines 3 and 4");
        assert_eq!(lines(&[3, 4, 5, 9]), "lines 3 to 5 and 9");
        assert_eq!(lines(&[1, 3, 4]), "lines 1, 3 and 4");
    }
}
