//! Prints how each argument is read: `cargo run -p squall-language --example read -- en "Order Placed"`.

use squall_language::{Language, analyse, detect, imperative_of, past_of};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let code = arguments.next().unwrap_or_default();
    let language = Language::ALL.into_iter().find(|language| language.code() == code);
    for text in arguments {
        println!("{text:?}: {:?}", analyse(&text, language));
        println!("    shows {:?}", detect(&[&text]));
        if let Some(language) = language {
            let (past, order) = (past_of(&text, language), imperative_of(&text, language));
            println!("    past {past:?}, imperative {order:?}");
        }
    }
}
