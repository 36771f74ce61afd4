//! Parts of a page with a state of their own, all of one component type.
//!
//! Yew compiles its machinery (life cycle, scheduling, reconciling) once for each component type, which is
//! some two kilobytes of what a reader downloads. A part is a hook with its properties behind a pointer, so
//! that one copy serves all:
//!
//! ```text
//! #[hook]
//! fn use_counter(props: &CounterProps) -> Html { … }
//!
//! html! { <p>{ part!(use_counter, CounterProps { from: 3 }) }</p> }
//! ```
//!
//! Properties that are a value already stand for themselves: `part!(use_counter, props)`.

use crate::browser::rendering;
use std::any::Any;
use std::rc::Rc;
use yew::functional::{Hook, HookContext};
use yew::prelude::*;
use yew::virtual_dom::{Key, VComp};

/// What a hook renders from these properties. It is rendered again when they change, and keeps its state as
/// long as the same hook stands at the same place, or has the same key among its siblings.
macro_rules! part {
    ($hook:path, $props:ident { $($field:tt)* } $(, key = $key:expr)?) => {{
        #[allow(unused_mut, unused_assignments)]
        let mut key = None::<::yew::virtual_dom::Key>;
        $( key = Some(::yew::virtual_dom::Key::from($key)); )?
        $crate::part::part!(@place key, $hook, ::yew::props!($props { $($field)* }))
    }};
    ($hook:path, $props:expr) => {
        $crate::part::part!(@place None, $hook, $props)
    };
    (@place $key:expr, $hook:path, $props:expr) => {
        $crate::part::place($key, stringify!($hook), $props, |props, ctx| {
            ::yew::functional::Hook::run($hook(props), ctx)
        })
    };
}
pub(crate) use part;

/// What [`part!`] makes of its arguments.
pub(crate) fn place<P: PartialEq + 'static>(
    key: Option<Key>,
    name: &'static str,
    props: P,
    render: fn(&P, &mut HookContext) -> Html,
) -> Html {
    let body = Body(Rc::new(Typed { props, render }));
    // The key of the outer one is for its siblings, that of the inner one parts its state from another hook's.
    VComp::new::<Place>(Rc::new(PlaceProps { name, body }), key).into()
}

#[derive(PartialEq, Properties)]
struct PlaceProps {
    name: &'static str,
    body: Body,
}

#[component]
fn Place(props: &PlaceProps) -> Html {
    rendering();
    html! { <Part key={props.name} body={props.body.clone()} /> }
}

#[derive(PartialEq, Properties)]
struct PartProps {
    body: Body,
}

#[component]
fn Part(props: &PartProps) -> Html {
    rendering();
    use_body(&props.body)
}

fn use_body(body: &Body) -> impl Hook<Output = Html> + '_ {
    struct Run<'a>(&'a Body);
    impl Hook for Run<'_> {
        type Output = Html;

        fn run(self, ctx: &mut HookContext) -> Html {
            self.0.0.run(ctx)
        }
    }
    Run(body)
}

/// Properties and what renders them, of whatever type.
#[derive(Clone)]
struct Body(Rc<dyn Rendered>);

impl PartialEq for Body {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0) || self.0.same(other.0.as_any())
    }
}

trait Rendered {
    fn run(&self, ctx: &mut HookContext) -> Html;
    fn same(&self, other: &dyn Any) -> bool;
    fn as_any(&self) -> &dyn Any;
}

struct Typed<P> {
    props: P,
    render: fn(&P, &mut HookContext) -> Html,
}

impl<P: PartialEq + 'static> Rendered for Typed<P> {
    fn run(&self, ctx: &mut HookContext) -> Html {
        (self.render)(&self.props, ctx)
    }

    fn same(&self, other: &dyn Any) -> bool {
        let other = other.downcast_ref::<Self>();
        other.is_some_and(|other| self.props == other.props)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    /// The functions that Yew calls to render, with what they do first.
    fn renderers(folder: &Path, found: &mut Vec<(String, String)>) {
        for entry in fs::read_dir(folder).expect("src is a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                renderers(&path, found);
                continue;
            }
            let text = fs::read_to_string(&path).expect("a source file");
            let lines: Vec<&str> = text.lines().map(str::trim).collect();
            for (at, line) in lines.iter().enumerate() {
                let component = at > 0 && lines[at - 1] == "#[component]";
                let view = line.starts_with("fn view(&self, ctx: &Context<Self>)");
                if component || view {
                    found.push((
                        format!("{}: {line}", path.display()),
                        lines[at + 1].to_owned(),
                    ));
                }
            }
        }
    }

    #[test]
    fn every_component_says_that_it_is_rendered() {
        let mut found = Vec::new();
        renderers(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
            &mut found,
        );
        assert!(found.len() >= 5, "{found:?}");
        for (renderer, first) in found {
            assert!(
                first.ends_with("rendering();"),
                "{renderer} begins with {first}"
            );
        }
    }
}
