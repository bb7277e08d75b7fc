//! What holds for every text: no panic, no word about languages that are not known, and one reading
//! for all spellings of a name.

use proptest::prelude::*;
use squall_language::{
    Form, Language, analyse, button_wording, crud_verb, detect, imperative_of, is_question,
    past_of, query_verb, reaction, split_name, technical, two_facts,
};

/// Asks everything about the text.
fn ask(text: &str) {
    let chars = text.chars().count();
    let _ = detect(&[text]);
    let _ = analyse(text, None);
    let _ = split_name(text);
    let _ = is_question(text, None);
    for language in Language::ALL {
        let reading = analyse(text, Some(language));
        if let Some(verb) = reading.verb {
            assert!(verb.range.start < verb.range.end && verb.range.end <= chars, "{text}");
        }
        for verb in [crud_verb(text, language), query_verb(text, language)].into_iter().flatten() {
            assert!(verb.range.end <= chars, "{text}");
        }
        let _ = is_question(text, Some(language));
        let _ = technical(text, language);
        let _ = past_of(text, language);
        let _ = imperative_of(text, language);
        if let Some(range) = button_wording(text, language) {
            assert!(range.end <= chars, "{text}");
        }
        if let Some(joined) = two_facts(text, language) {
            assert!(
                joined.first.end <= joined.second.start && joined.second.end <= chars,
                "{text}"
            );
        }
        if let Some(reaction) = reaction(text, language) {
            assert!(reaction.when_range.end <= chars && reaction.then_range.end <= chars, "{text}");
        }
    }
}

fn words() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "order",
        "Placed",
        "was",
        "ItemAdded",
        "and",
        "/",
        ",",
        "é",
        "ge",
        "zu",
        "when",
        "then",
        "to",
        "Größe",
        "aufgegeben",
        "commande",
        "validée",
        "se",
        "envió",
        "foi",
        "(",
        ")",
        ":",
        ".",
        "?",
        "👩‍🚀",
        "e\u{301}",
        "مرحبا",
        "注文",
        "’",
        "_",
        "-",
        "not",
        "reset",
        "check",
        "out",
        "by",
        "has",
        "been",
        "is",
        "will",
        "as",
        "set",
        "mark",
        "Event",
        "v2",
        "\n",
        "s",
        "ed",
        "ing",
    ]);
    let separator = prop::sample::select(vec![" ", "", "_", "-", "."]);
    prop::collection::vec((word, separator), 0..14)
        .prop_map(|parts| parts.into_iter().flat_map(|(word, after)| [word, after]).collect())
}

proptest! {
    #[test]
    fn no_text_panics(text in any::<String>()) {
        ask(&text);
    }

    #[test]
    fn no_sentence_panics(text in words()) {
        ask(&text);
    }

    #[test]
    fn spellings_agree(
        first in prop::sample::select(vec!["order", "item", "payment", "add", "place", "customer"]),
        second in prop::sample::select(vec!["added", "placed", "order", "item", "paid", "fails"]),
    ) {
        let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
        let spaced = format!("{first} {second}");
        let expected = analyse(&spaced, Some(Language::English)).form;
        for other in [
            format!("{}{}", capital(first), capital(second)),
            format!("{first}{}", capital(second)),
            format!("{first}_{second}"),
            format!("{first}-{second}"),
            format!("{first}.{second}"),
            format!("{} {second}", capital(first)),
            format!("{} {}", capital(first), capital(second)),
            spaced.to_uppercase(),
            format!("  {first}\n{second} "),
        ] {
            prop_assert_eq!(analyse(&other, Some(Language::English)).form, expected, "{}", other);
        }
    }
}

#[test]
fn long_and_strange_texts_do_not_panic() {
    for piece in [
        "order placed ",
        "a",
        "👩‍🚀",
        "e\u{301}",
        "مرحبا ",
        "OrderPlaced",
        "((",
        "_",
        "ed",
        "when then ",
    ] {
        ask(&piece.repeat(10_000 / piece.len() + 1));
    }
}

/// Ten times the text takes about ten times the words: what is looked at is bounded, so a megabyte is
/// read as fast as its letters are passed.
#[test]
fn a_megabyte_is_read() {
    let text = "Order placed and paid, ".repeat(45_000);
    ask(&text);
    assert_eq!(analyse(&text, Some(Language::English)).form, Form::PastFact);
}

#[test]
fn languages_that_are_not_known_stay_unknown() {
    for wall in [
        &["Zamówienie złożone", "Płatność otrzymana", "Złóż zamówienie", "Faktura wysłana"][..],
        &["Tilaus tehty", "Maksu vastaanotettu", "Tee tilaus", "Lasku lähetetty"],
        &["注文が確定した", "支払いを受け取った", "注文する", "請求書を送った"],
        &["Sipariş verildi", "Ödeme alındı", "Sipariş ver", "Fatura gönderildi"],
        &["Ordine creato", "Pagamento ricevuto", "Crea ordine", "Fattura inviata"],
        &["Order lagd", "Betalning mottagen", "Lägg order", "Faktura skickad"],
        &["Ordre oprettet", "Betaling modtaget", "Opret ordre", "Faktura sendt"],
        &["Заказ размещён", "Оплата получена", "Разместить заказ", "Счёт отправлен"],
        &["Objednávka vytvořena", "Platba přijata", "Vytvořit objednávku"],
        &["الطلب تم", "تم الدفع"],
    ] {
        assert_eq!(detect(wall), None, "{wall:?}");
        for text in wall {
            assert_eq!(analyse(text, None).form, Form::Unknown, "{text}");
            let alarm = analyse(text, Some(Language::English)).as_event();
            assert_ne!(alarm, squall_language::Fit::No, "{text} on an English wall");
        }
    }
}

#[test]
fn an_empty_text_is_unknown() {
    for text in ["", " ", "...", "123", "🎉", "()", "Event"] {
        assert_ne!(analyse(text, Some(Language::English)).form, Form::PastFact, "{text}");
    }
    assert_eq!(detect(&[] as &[&str]), None);
}
