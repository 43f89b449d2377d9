//! The internal structure of each crate: no dependency cycle of more than a few files or modules, and no type that everything
//! uses. Code is resolved as by the compiler: `use` with braces and re-exports, `super::`, paths in expressions, and calls of a
//! type's methods between the files with its `impl`s.
#![expect(
    clippy::indexing_slicing,
    reason = "places are those of the very lists that they are taken from"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use syn::visit::{self, Visit};
use syn::{Fields, ImplItem, Item, ItemImpl, ItemMod, Type, UseTree, Visibility};

/// The maximum number of files, and of top-level modules, in one cycle.
const MAX_CIRCLE: usize = 3;

/// The maximum number of fields of a type.
const MAX_FIELDS: usize = 15;

/// The maximum number of methods of a type, over all files.
const MAX_METHODS: usize = 40;

/// Crates that still have larger circles: of files, and of top-level modules. TODO(house inside): none.
const PENDING_CIRCLES: &[(&str, usize, usize)] =
    &[("chords", 4, 4), ("service", 0, 0), ("song", 20, 20)];

/// Types that are still larger, with their fields and methods. TODO(house inside): none.
const PENDING_TYPES: &[(&str, usize, usize)] = &[
    ("chords: Chord", 17, 0),
    ("cli: Reading", 22, 0),
    ("engine: Options", 26, 0),
    ("song: Song", 25, 0),
    ("song: SongReader", 0, 156),
];

type Segments = Vec<String>;

/// A module, which is a file of a crate.
struct Module {
    path: Segments,
    /// The items that the file defines.
    items: BTreeSet<String>,
    /// Imported names: the local name and the full path.
    uses: Vec<Use>,
    /// Paths in the code, relative to this module.
    paths: BTreeSet<Segments>,
    /// Types with the methods that this file defines, and those that it calls on `self`.
    methods: BTreeMap<String, (BTreeSet<String>, BTreeSet<String>)>,
    /// Types with their number of fields.
    fields: Vec<(String, usize)>,
}

struct Use {
    name: String,
    path: Segments,
    is_public: bool,
}

struct Crate {
    name: String,
    modules: Vec<Module>,
}

fn sources() -> Vec<Crate> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut crates: Vec<PathBuf> = fs::read_dir(root)
        .expect("the crates")
        .map(|entry| entry.expect("a crate").path())
        .filter(|path| path.join("src").is_dir())
        .collect();
    crates.sort();
    crates.iter().map(|path| Crate::read(path)).collect()
}

fn files_below(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files_below(&path, files);
        } else if path.extension().is_some_and(|suffix| suffix == "rs") {
            files.push(path);
        }
    }
}

impl Crate {
    fn read(path: &Path) -> Self {
        let source = path.join("src");
        let mut files = Vec::new();
        files_below(&source, &mut files);
        files.sort();
        let modules = files
            .iter()
            .filter(|file| !file.ends_with("tests.rs") && !file.ends_with("main.rs"))
            .map(|file| Module::read(file, file.strip_prefix(&source).expect("below the source")))
            .collect();
        let name = path.file_name().expect("a name").to_string_lossy();
        Crate {
            name: name.into_owned(),
            modules,
        }
    }

    /// The module for the longest known prefix of `path`, and the rest of the path.
    fn module_of<'p>(&self, path: &'p [String]) -> (usize, &'p [String]) {
        (0..=path.len())
            .rev()
            .find_map(|length| {
                let (front, rest) = path.split_at(length);
                let found = self.modules.iter().position(|module| module.path == front);
                found.map(|found| (found, rest))
            })
            .expect("the root is a module")
    }

    /// The module that defines the item at `path`, with re-exports resolved.
    fn definer(&self, path: &[String], depth: usize) -> usize {
        let (found, rest) = self.module_of(path);
        let module = &self.modules[found];
        let Some(name) = rest.first() else {
            return found;
        };
        let brought = module.uses.iter().find(|used| used.name == *name);
        match brought {
            Some(used) if !module.items.contains(name) && depth < 8 => {
                let mut whole = used.path.clone();
                whole.extend_from_slice(&rest[1..]);
                self.definer(&whole, depth + 1)
            }
            _ => found,
        }
    }

    /// The dependencies of each module, as indexes.
    fn edges(&self) -> Vec<BTreeSet<usize>> {
        let mut homes: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for (at, module) in self.modules.iter().enumerate() {
            for (name, (defined, _)) in &module.methods {
                for method in defined {
                    homes.insert((name, method), at);
                }
            }
        }
        let mut edges = vec![BTreeSet::new(); self.modules.len()];
        for (at, module) in self.modules.iter().enumerate() {
            let private = module.uses.iter().filter(|used| !used.is_public);
            let paths = private.map(|used| &used.path).chain(&module.paths);
            edges[at].extend(paths.map(|path| self.definer(path, 0)));
            for (name, (_, called)) in &module.methods {
                let homes = called
                    .iter()
                    .filter_map(|method| homes.get(&(name.as_str(), method.as_str())));
                edges[at].extend(homes);
            }
            edges[at].remove(&at);
        }
        edges
    }
}

impl Module {
    fn read(file: &Path, relative: &Path) -> Self {
        let text = fs::read_to_string(file).expect("a source file");
        let code = syn::parse_file(&text).expect("code that compiles");
        let mut path: Segments = relative
            .with_extension("")
            .iter()
            .map(|part| part.to_string_lossy().into_owned())
            .collect();
        if path
            .last()
            .is_some_and(|last| last == "mod" || last == "lib")
        {
            path.pop();
        }
        let mut module = Module {
            path,
            items: BTreeSet::new(),
            uses: Vec::new(),
            paths: BTreeSet::new(),
            methods: BTreeMap::new(),
            fields: Vec::new(),
        };
        for item in &code.items {
            module.note(item);
        }
        let mut walk = Walk {
            module: &mut module,
            of: None,
        };
        walk.visit_file(&code);
        module
    }

    fn note(&mut self, item: &Item) {
        let name = match item {
            Item::Const(item) => &item.ident,
            Item::Enum(item) => &item.ident,
            Item::Fn(item) => &item.sig.ident,
            Item::Macro(item) => match &item.ident {
                Some(name) => name,
                None => return,
            },
            Item::Static(item) => &item.ident,
            Item::Struct(item) => &item.ident,
            Item::Trait(item) => &item.ident,
            Item::Type(item) => &item.ident,
            Item::Union(item) => &item.ident,
            _ => return,
        };
        self.items.insert(name.to_string());
    }

    /// A path relative to the crate root; `None` if it leads out of the crate.
    fn below_root(&self, path: &[String]) -> Option<Segments> {
        let mut whole = match path.first()?.as_str() {
            "crate" => Vec::new(),
            "self" => self.path.clone(),
            "super" => self.path.clone(),
            _ => return None,
        };
        for segment in path {
            match segment.as_str() {
                "crate" | "self" => {}
                "super" => {
                    whole.pop();
                }
                name => whole.push(name.to_owned()),
            }
        }
        Some(whole)
    }

    fn import(&mut self, tree: &UseTree, front: &[String], is_public: bool) {
        let mut path = front.to_vec();
        match tree {
            UseTree::Path(part) => {
                path.push(part.ident.to_string());
                self.import(&part.tree, &path, is_public);
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.import(tree, &path, is_public);
                }
            }
            UseTree::Name(name) => {
                if name.ident != "self" {
                    path.push(name.ident.to_string());
                }
                let name = path.last().cloned().unwrap_or_default();
                self.bring(name, &path, is_public);
            }
            UseTree::Rename(rename) => {
                path.push(rename.ident.to_string());
                self.bring(rename.rename.to_string(), &path, is_public);
            }
            UseTree::Glob(_) => self.bring("*".to_owned(), &path, is_public),
        }
    }

    fn bring(&mut self, name: String, path: &[String], is_public: bool) {
        let child = || [&self.path, path].concat();
        // Without `crate`, `self` or `super` it is a child module or another crate; the latter is not found later.
        let path = self.below_root(path).unwrap_or_else(child);
        self.uses.push(Use {
            name,
            path,
            is_public,
        });
    }
}

/// Walks the code of a module, except its tests.
struct Walk<'m> {
    module: &'m mut Module,
    /// The type of the current `impl`.
    of: Option<String>,
}

fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let is_cfg = attribute.path().is_ident("cfg");
        is_cfg
            && attribute
                .parse_args::<syn::Path>()
                .is_ok_and(|path| path.is_ident("test"))
    })
}

impl<'ast> Visit<'ast> for Walk<'_> {
    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        if !is_test(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        if !is_test(&item.attrs) {
            let is_public = !matches!(item.vis, Visibility::Inherited);
            self.module.import(&item.tree, &[], is_public);
        }
    }

    fn visit_item_struct(&mut self, item: &'ast syn::ItemStruct) {
        if let Fields::Named(fields) = &item.fields {
            let count = fields.named.len();
            self.module.fields.push((item.ident.to_string(), count));
        }
        visit::visit_item_struct(self, item);
    }

    fn visit_item_impl(&mut self, item: &'ast ItemImpl) {
        let Type::Path(path) = &*item.self_ty else {
            return visit::visit_item_impl(self, item);
        };
        let name = path.path.segments.last().expect("a type").ident.to_string();
        let methods = self.module.methods.entry(name.clone()).or_default();
        if item.trait_.is_none() {
            methods
                .0
                .extend(item.items.iter().filter_map(|item| match item {
                    ImplItem::Fn(method) => Some(method.sig.ident.to_string()),
                    _ => None,
                }));
        }
        self.of = Some(name);
        visit::visit_item_impl(self, item);
        self.of = None;
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        if let (syn::Expr::Path(receiver), Some(of)) = (&*call.receiver, &self.of)
            && receiver.path.is_ident("self")
        {
            let methods = self.module.methods.entry(of.clone()).or_default();
            methods.1.insert(call.method.to_string());
        }
        visit::visit_expr_method_call(self, call);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments: Segments = path
            .segments
            .iter()
            .map(|part| part.ident.to_string())
            .collect();
        if let ([first, method], Some(of)) = (segments.as_slice(), &self.of)
            && first == "Self"
        {
            let methods = self.module.methods.entry(of.clone()).or_default();
            methods.1.insert(method.clone());
        }
        if segments.len() > 1
            && let Some(whole) = self.module.below_root(&segments)
        {
            self.module.paths.insert(whole);
        }
        visit::visit_path(self, path);
    }
}

/// The cycles of a graph: groups in which each node reaches all others, largest first.
fn circles(edges: &[BTreeSet<usize>]) -> Vec<Vec<usize>> {
    let reached: Vec<BTreeSet<usize>> = (0..edges.len())
        .map(|from| {
            let (mut seen, mut open) = (BTreeSet::new(), vec![from]);
            while let Some(at) = open.pop() {
                open.extend(edges[at].iter().filter(|next| seen.insert(**next)));
            }
            seen
        })
        .collect();
    let mut placed = BTreeSet::new();
    let mut circles = Vec::new();
    for one in 0..edges.len() {
        let circle: Vec<usize> = (0..edges.len())
            .filter(|other| reached[one].contains(other) && reached[*other].contains(&one))
            .collect();
        if circle.len() > 1 && placed.insert(circle.clone()) {
            circles.push(circle);
        }
    }
    circles.sort_by_key(|circle| std::cmp::Reverse(circle.len()));
    circles
}

/// The cycles that exceed both the maximum and `pending`.
fn too_large(names: &[String], edges: &[BTreeSet<usize>], pending: usize) -> Vec<String> {
    circles(edges)
        .into_iter()
        .filter(|circle| circle.len() > MAX_CIRCLE.max(pending))
        .map(|circle| {
            let names: Vec<&str> = circle.iter().map(|at| names[*at].as_str()).collect();
            format!("{}: {}", names.len(), names.join(" "))
        })
        .collect()
}

#[test]
fn no_circle_has_more_than_three_files() {
    let mut found = Vec::new();
    for source in sources() {
        let names: Vec<String> = source
            .modules
            .iter()
            .map(|module| module.path.join("/"))
            .collect();
        let circles = too_large(&names, &source.edges(), pending(&source.name).0);
        found.extend(
            circles
                .into_iter()
                .map(|circle| format!("{}: {circle}", source.name)),
        );
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn no_circle_has_more_than_three_modules() {
    let mut found = Vec::new();
    for source in sources() {
        let top = |at: usize| source.modules[at].path.first().cloned();
        let tops: BTreeSet<String> = (0..source.modules.len()).filter_map(top).collect();
        let names: Vec<String> = tops.into_iter().collect();
        let place = |at: usize| names.iter().position(|name| Some(name) == top(at).as_ref());
        let mut edges = vec![BTreeSet::new(); names.len()];
        for (from, targets) in source.edges().iter().enumerate() {
            let Some(from) = place(from) else { continue };
            edges[from].extend(targets.iter().filter_map(|to| place(*to)));
            edges[from].remove(&from);
        }
        let circles = too_large(&names, &edges, pending(&source.name).1);
        found.extend(
            circles
                .into_iter()
                .map(|circle| format!("{}: {circle}", source.name)),
        );
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

fn pending(name: &str) -> (usize, usize) {
    let found = PENDING_CIRCLES.iter().find(|(known, _, _)| *known == name);
    found.map_or((0, 0), |(_, files, modules)| (*files, *modules))
}

#[test]
fn no_type_is_a_machine_that_everything_reaches_into() {
    let mut sizes: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for source in sources() {
        for module in &source.modules {
            for (name, count) in &module.fields {
                let size = sizes.entry(format!("{}: {name}", source.name));
                size.or_default().0 = *count;
            }
            for (name, (defined, _)) in &module.methods {
                let size = sizes.entry(format!("{}: {name}", source.name));
                size.or_default().1 += defined.len();
            }
        }
    }
    let found: Vec<String> = sizes
        .into_iter()
        .filter(|(name, (fields, methods))| {
            let pending = PENDING_TYPES.iter().find(|(known, _, _)| known == name);
            let (_, known_fields, known_methods) = pending.copied().unwrap_or_default();
            *fields > MAX_FIELDS.max(known_fields) || *methods > MAX_METHODS.max(known_methods)
        })
        .map(|(name, (fields, methods))| format!("{name}: {fields} fields, {methods} methods"))
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn circles_are_found() {
    let edges = [vec![1], vec![2], vec![0], vec![0, 4], vec![3], vec![]];
    let edges: Vec<BTreeSet<usize>> = edges
        .into_iter()
        .map(|targets| targets.into_iter().collect())
        .collect();
    assert_eq!(circles(&edges), [vec![0, 1, 2], vec![3, 4]]);
}
