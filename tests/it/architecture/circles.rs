//! Import circles between the modules of a folder.

use std::collections::{BTreeMap, BTreeSet};

use super::{repository, sources};

/// The path of a module from the crate's root, such as `["write", "docx"]`.
type Module = Vec<String>;

/// In each folder within a top-level folder of src/, a module counts as one with the modules inside it: `foo.rs` with
/// `foo/`. It imports another module of the folder if any of its files names that one, or an item of it, in a path that
/// begins with `super`, `self` or `crate`, also inline; names that another module re-exports count for the module that
/// defines them. What `foo.rs` shares with the files of `foo/`, in either direction, is not counted. Nor are tests.
#[test]
fn no_modules_of_a_folder_import_each_other_in_a_circle() {
    let crate_ = Crate::read();
    let mut circles = Vec::new();
    for (folder, mut imports) in crate_.imports() {
        drop_ends(&mut imports);
        for ((from, to), files) in imports {
            circles.push(format!("{}: {from} → {to}, by {files:?}", folder.join("/")));
        }
    }
    assert!(circles.is_empty(), "imports in a circle: {circles:#?}");
}

/// The imports between two modules of a folder: who, whom, and in which files.
type Imports = BTreeMap<(String, String), BTreeSet<String>>;

/// Leaves only imports that are part of a circle, or are between two.
fn drop_ends(imports: &mut Imports) {
    loop {
        let importing: BTreeSet<String> = imports.keys().map(|(from, _)| from.clone()).collect();
        let imported: BTreeSet<String> = imports.keys().map(|(_, to)| to.clone()).collect();
        let before = imports.len();
        imports.retain(|(from, to), _| imported.contains(from) && importing.contains(to));
        if imports.len() == before {
            return;
        }
    }
}

/// The modules of src/, without their tests, each with the paths that it names.
struct Crate(BTreeMap<Module, Vec<Named>>);

/// A path that a module names.
struct Named {
    /// Its first name is `super`, `self`, `crate`, or that of a module inside.
    path: Module,
    /// Whether it is imported, so that others may name it as an item of this module.
    is_import: bool,
}

impl Crate {
    fn read() -> Self {
        let mut paths = BTreeMap::new();
        for (file, text) in sources() {
            let inside = file.strip_prefix(repository().join("src")).expect("a file of src/");
            let module: Module = inside
                .with_extension("")
                .components()
                .map(|name| name.as_os_str().to_string_lossy().into_owned())
                .collect();
            if !module.iter().any(|name| name == "tests") {
                paths.insert(module, named(&text));
            }
        }
        Crate(paths)
    }

    /// The imports between modules, by the folder that both are in.
    fn imports(&self) -> BTreeMap<Module, Imports> {
        let mut imports: BTreeMap<Module, Imports> = BTreeMap::new();
        for (from, paths) in &self.0 {
            for Named { path, .. } in paths {
                let to = self.resolve(from, path);
                let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
                if shared > 0 && shared < from.len().min(to.len()) {
                    let folder = imports.entry(from[..shared].to_vec()).or_default();
                    let files = folder.entry((from[shared].clone(), to[shared].clone()));
                    files.or_default().insert(from.join("/"));
                }
            }
        }
        imports
    }

    /// The module that defines what a path in `module` names.
    fn resolve(&self, module: &Module, path: &[String]) -> Module {
        let mut at = module.clone();
        for (index, name) in path.iter().enumerate() {
            match name.as_str() {
                "self" => continue,
                "super" => drop(at.pop()),
                "crate" => at.clear(),
                _ => {
                    at.push(name.clone());
                    if self.0.contains_key(&at) {
                        continue;
                    }
                    at.pop();
                    // Imported by that module from another one.
                    let is_it = |own: &&Named| own.is_import && own.path.last() == Some(name);
                    let import = self.0.get(&at).and_then(|own| own.iter().find(is_it));
                    return match import.filter(|_| index > 0 && at != *module) {
                        Some(import) => self.resolve(&at, &import.path),
                        None => at,
                    };
                }
            }
        }
        at
    }
}

/// The paths that a file names, without its tests.
fn named(text: &str) -> Vec<Named> {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    let code = lines.collect::<Vec<_>>().join("\n");
    let tokens = tokens(&code);
    let (mut all, mut at) = (Vec::new(), 0);
    while at < tokens.len() {
        let is_first = at == 0 || tokens[at - 1] != "::";
        let is_import = at > 0 && tokens[at - 1] == "use";
        let is_own = ["super", "self", "crate"].contains(&tokens[at])
            && tokens.get(at + 1).is_some_and(|next| *next == "::");
        if is_import || (is_first && is_own) {
            let mut paths = Vec::new();
            tree(&tokens, &mut at, &mut Vec::new(), &mut paths);
            all.extend(paths.into_iter().map(|path| Named { path, is_import }));
        } else {
            at += 1;
        }
    }
    all
}

/// Reads a path, or the tree of paths of an import, that begins at a token.
fn tree(tokens: &[&str], at: &mut usize, path: &mut Module, paths: &mut Vec<Module>) {
    let length = path.len();
    while let Some(token) = tokens.get(*at) {
        *at += 1;
        match *token {
            "{" => {
                while tokens.get(*at).is_some_and(|next| *next != "}") {
                    tree(tokens, at, path, paths);
                    *at += usize::from(tokens.get(*at) == Some(&","));
                }
                *at += 1;
                break;
            }
            name => path.push(name.to_owned()),
        }
        if tokens.get(*at) != Some(&"::") {
            paths.push(path.clone());
            break;
        }
        *at += 1;
    }
    // Another name for it.
    *at += if tokens.get(*at) == Some(&"as") { 2 } else { 0 };
    path.truncate(length);
}

/// Names, `::` and other signs.
fn tokens(code: &str) -> Vec<&str> {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let mut tokens = Vec::new();
    let mut rest = code.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            _ if is_name(first) => rest.find(|c| !is_name(c)).unwrap_or(rest.len()),
            _ if rest.starts_with("::") => 2,
            _ => first.len_utf8(),
        };
        let (token, after) = rest.split_at(length);
        tokens.push(token);
        rest = after.trim_start();
    }
    tokens
}

#[test]
fn paths_are_read_from_imports_and_from_code() {
    let text = "use super::{a::B, c::{self, D as E}};\npub use inside::F;\n// super::no\n\
                fn f() { super::g::h(1); self.x; }\n#[cfg(test)]\nuse super::tests;";
    let paths: Vec<String> = named(text).iter().map(|named| named.path.join("::")).collect();
    assert_eq!(paths, ["super::a::B", "super::c::self", "super::c::D", "inside::F", "super::g::h"]);
}

#[test]
fn a_circle_through_the_names_of_the_parent_is_found() {
    let files = [
        ("a", "pub use one::One;"),
        ("a/one", "use super::two::Two;"),
        ("a/two", "mod inside;"),
        ("a/two/inside", "use crate::a::One;"),
        ("a/three", "use super::one::One;"),
    ];
    let paths =
        files.map(|(file, text)| (file.split('/').map(str::to_owned).collect(), named(text)));
    let mut imports = Crate(paths.into_iter().collect()).imports();
    let (_, mut imports) = imports.pop_first().expect("imports of a folder");
    drop_ends(&mut imports);
    let circle: Vec<(&str, &str)> =
        imports.keys().map(|(from, to)| (from.as_str(), to.as_str())).collect();
    assert_eq!(circle, [("one", "two"), ("two", "one")]);
}
