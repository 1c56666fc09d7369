//! Import circles between the modules of a folder.

use std::collections::{BTreeMap, BTreeSet};

use super::paths::{Named, named};
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
