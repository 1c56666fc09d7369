//! Lines of a file: with the offset at which each begins, and by their numbers in words.

use crate::diagnostic::series;

/// The lines of a text without their ends, each with the offset of its first byte.
pub(crate) fn with_offsets(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split('\n').map(move |line| {
        let start = at;
        at += line.len() + 1;
        (start, line)
    })
}

/// `line 3`, `lines 3 and 4`, `lines 3 to 5 and 9`: the numbers are from 1 and in order.
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
    format!("{word} {}", series(&names, "and"))
}

/// The number of the line that holds the byte at `offset`.
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
