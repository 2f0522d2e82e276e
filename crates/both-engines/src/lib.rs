//! The attribute of tests that run on both engines, SQLite and PostgreSQL.

use proc_macro::{Delimiter, TokenStream, TokenTree};

/// Makes two tests of `async fn it_holds(kind: Kind) { … }`: `it_holds::on_sqlite` and `it_holds::on_postgres`.
///
/// The function is unchanged, so that rustfmt formats it and errors point into it. The tests are in a module with the
/// function's name. The type of the argument must have the variants `Sqlite` and `Postgres`.
#[proc_macro_attribute]
pub fn both_engines(arguments: TokenStream, function: TokenStream) -> TokenStream {
    let Some((name, kind)) = signature(function.clone()).filter(|_| arguments.is_empty()) else {
        let error =
            r#"compile_error!("both_engines takes no arguments and belongs on `async fn it_holds(kind: Kind)`");"#;
        return [tokens(error), function].into_iter().collect();
    };
    let tests = format!(
        "mod {name} {{
            use super::*;
            #[tokio::test(flavor = \"multi_thread\", worker_threads = 2)]
            async fn on_sqlite() {{ super::{name}(<{kind}>::Sqlite).await }}
            #[tokio::test(flavor = \"multi_thread\", worker_threads = 2)]
            async fn on_postgres() {{ super::{name}(<{kind}>::Postgres).await }}
        }}"
    );
    [function, tokens(&tests)].into_iter().collect()
}

/// The function's name, and the type of its one argument.
fn signature(function: TokenStream) -> Option<(String, TokenStream)> {
    let mut rest = function.into_iter().skip_while(|token| token.to_string() != "async").skip(1);
    let (keyword, name, arguments) = (rest.next()?, rest.next()?, rest.next()?);
    let TokenTree::Group(arguments) = arguments else { return None };
    let kind: TokenStream = arguments.stream().into_iter().skip(2).collect();
    let is_one = keyword.to_string() == "fn" && arguments.delimiter() == Delimiter::Parenthesis && !kind.is_empty();
    is_one.then(|| (name.to_string(), kind))
}

/// The tokens of a text that is Rust.
fn tokens(text: &str) -> TokenStream {
    text.parse().unwrap_or_default()
}
