//! The kinds of files in a project.

/// The file that lists the respondents.
pub(super) const MECHANISMS: &str = "data/mechanisms.toml";
/// Its name in projects that are not of mechanisms.
pub(super) const RESPONDENTS: &str = "data/respondents.toml";

/// The kind of a file, determined by its path in the project.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SourceKind {
    /// `data/report.toml`.
    Report,
    /// `data/survey.toml`.
    Survey,
    /// `data/mechanisms.toml` or `data/respondents.toml`.
    Mechanisms,
    /// `data/published.toml`.
    Published,
    /// `data/submissions.toml`.
    Submissions,
    /// `data/errata.toml`.
    Errata,
    /// `data/decisions.toml`.
    Decisions,
    /// `data/intake.toml`.
    Intake,
    /// `data/frameworks/NAME.toml`, with its name.
    Framework(String),
    /// `data/earlier/NAME.toml`, with its name: the key of an earlier round.
    Earlier(String),
    /// `data/responses/NAME.toml`, with its name: the mechanism's key, followed by `.` and a date
    /// if the file amends an earlier response.
    Response(String),
    /// `data/tables/NAME.csv`, with its name: a table that is not made of answers.
    Table(String),
    /// `templates/words.toml`: the tool's own wording.
    Words,
    /// `templates/word.toml`: the design of the Word document.
    WordDesign,
    /// `templates/page.typ`: the page design.
    PageDesign,
    /// `templates/*.md`.
    Template,
    /// Any other file.
    Other,
}

impl SourceKind {
    /// The kind of the file at this path.
    pub fn of(path: &str) -> Self {
        let (folder, file) = path.rsplit_once('/').unwrap_or_default();
        let name = || file.strip_suffix(".toml").unwrap_or(file).to_owned();
        match path {
            "data/report.toml" => SourceKind::Report,
            "data/survey.toml" => SourceKind::Survey,
            MECHANISMS | RESPONDENTS => SourceKind::Mechanisms,
            "data/published.toml" => SourceKind::Published,
            "data/submissions.toml" => SourceKind::Submissions,
            "data/errata.toml" => SourceKind::Errata,
            "data/decisions.toml" => SourceKind::Decisions,
            "data/intake.toml" => SourceKind::Intake,
            "templates/words.toml" => SourceKind::Words,
            "templates/word.toml" => SourceKind::WordDesign,
            "templates/page.typ" => SourceKind::PageDesign,
            _ => match (folder, file.strip_suffix(".csv")) {
                ("data/frameworks", _) => SourceKind::Framework(name()),
                ("data/earlier", _) => SourceKind::Earlier(name()),
                ("data/responses", _) => SourceKind::Response(name()),
                ("data/tables", Some(name)) => SourceKind::Table(name.to_owned()),
                ("templates", _) if file.ends_with(".md") => SourceKind::Template,
                _ => SourceKind::Other,
            },
        }
    }

    /// Whether the file is a response or an amendment.
    pub fn is_response(&self) -> bool {
        matches!(self, SourceKind::Response(_))
    }

    /// The mechanism key in the name of a response file.
    pub fn response_key(&self) -> Option<&str> {
        match self {
            SourceKind::Response(name) => name.split('.').next(),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::SourceKind;

    #[test]
    fn files_of_folders_have_names() {
        let kind = SourceKind::of("data/frameworks/charter.toml");
        assert_eq!(kind, SourceKind::Framework("charter".to_owned()));
        let amendment = SourceKind::of("data/responses/alpha.2024-05-01.toml");
        assert_eq!(amendment, SourceKind::Response("alpha.2024-05-01".to_owned()));
        assert_eq!(amendment.response_key(), Some("alpha"));
        assert_eq!(SourceKind::of("templates/part.md"), SourceKind::Template);
        assert_eq!(SourceKind::of("data/notes.toml"), SourceKind::Other);
    }
}
