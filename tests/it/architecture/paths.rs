//! The paths that a source file names: in imports, in code, and within macros.

use syn::visit::{self, Visit};
use syn::{Attribute, File, ItemFn, ItemMod, ItemUse, Macro, UseTree};

/// A path that a file names.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Named {
    /// In code, its first name is `super`, `self` or `crate`.
    pub(super) path: Vec<String>,
    /// Whether it is imported, so that others may name it as an item of this module.
    pub(super) is_import: bool,
}

/// The paths of a file, without those of its tests.
pub(super) fn named(text: &str) -> Vec<Named> {
    let file: File = syn::parse_file(text).expect("a source that compiles");
    let mut paths = Paths(Vec::new());
    paths.visit_file(&file);
    paths.0
}

struct Paths(Vec<Named>);

impl Paths {
    /// Adds a path of code, if it says where it begins.
    fn add(&mut self, path: Vec<String>) {
        if path.len() > 1 && ["super", "self", "crate"].contains(&path[0].as_str()) {
            self.0.push(Named { path, is_import: false });
        }
    }

    fn import(&mut self, tree: &UseTree, before: &[String]) {
        let with = |name: &syn::Ident| [before, &[name.to_string()]].concat();
        let path = match tree {
            UseTree::Path(path) => return self.import(&path.tree, &with(&path.ident)),
            UseTree::Group(group) => {
                return group.items.iter().for_each(|tree| self.import(tree, before));
            }
            UseTree::Name(name) => with(&name.ident),
            UseTree::Rename(renamed) => with(&renamed.ident),
            UseTree::Glob(_) => before.to_vec(),
        };
        self.0.push(Named { path, is_import: true });
    }
}

fn is_test(attributes: &[Attribute]) -> bool {
    let is_it = |list: &syn::MetaList| list.tokens.to_string() == "test";
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg") && attribute.meta.require_list().is_ok_and(is_it)
    })
}

impl<'ast> Visit<'ast> for Paths {
    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        if !is_test(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_item_fn(&mut self, item: &'ast ItemFn) {
        if !is_test(&item.attrs) {
            visit::visit_item_fn(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        if !is_test(&item.attrs) {
            self.import(&item.tree, &[]);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.add(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        visit::visit_path(self, path);
    }

    /// What is within a macro are tokens.
    fn visit_macro(&mut self, found: &'ast Macro) {
        visit::visit_macro(self, found);
        let tokens = found.tokens.to_string().replace(" :: ", "::").replace(":: ", "::");
        for path in tokens.split(|c: char| !c.is_alphanumeric() && c != '_' && c != ':') {
            self.add(path.split("::").map(str::to_owned).collect());
        }
    }
}

#[test]
fn paths_are_read_from_imports_code_and_macros() {
    let text = "use super::{a::B, c::{self, D as E}};\npub use inside::F;\n// super::no\n\
                pub(crate) fn f(x: &Self) { super::g::h(1); x.self_(); \"crate::no\"; format!(\"{}\", crate::m::n()) }\n\
                #[cfg(test)]\nuse super::tests;\n#[cfg(test)]\nmod tests { use super::no; }";
    let paths: Vec<String> = named(text).iter().map(|named| named.path.join("::")).collect();
    let expected =
        ["super::a::B", "super::c::self", "super::c::D", "inside::F", "super::g::h", "crate::m::n"];
    assert_eq!(paths, expected);
}
