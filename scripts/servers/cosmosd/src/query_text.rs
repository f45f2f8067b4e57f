//! The text of queries, in the dialect of the emulator.

/// What a text is for.
#[derive(Clone, Copy, PartialEq)]
pub enum Use {
    Planning,
    Execution,
}

/// What a name is called in plans that is no identifier: its bytes in hexadecimal digits stand behind it.
const PLANNED: &str = "cosmosd_planned_";

/// Writes string literals as `'...'` with doubled quotes, because the emulator reads `"..."` as an identifier, and
/// `c["name"]` as `c.name` where the name is an identifier, because its planner knows no other path. Other names get
/// one for the plan, which is taken back when the query of the plan is to be executed.
pub fn translate(sql: &str, purpose: Use) -> String {
    let characters: Vec<char> = sql.chars().collect();
    let mut text = String::with_capacity(sql.len());
    let mut at = 0;
    while at < characters.len() {
        let character = characters[at];
        if character == '[' && text.ends_with(|last: char| is_word(last) || last == ']') {
            if let Some((name, after)) = quoted_name(&characters, at + 1) {
                if is_identifier(&name) || purpose == Use::Planning {
                    text.push('.');
                    text.push_str(&planned(name));
                    at = after;
                    continue;
                }
            }
        }
        if character == '.' && purpose == Use::Execution {
            let word: String = characters[at + 1..].iter().take_while(|character| is_word(**character)).collect();
            if let Some(name) = unplanned(&word) {
                text.push_str(&format!("['{}']", name.replace('\'', "''")));
                at += 1 + word.len();
                continue;
            }
        }
        if character != '"' && character != '\'' {
            text.push(character);
            at += 1;
            continue;
        }
        let (literal, after) = literal(&characters, at);
        text.push('\'');
        // The SDK sends the text of a plan, which is then translated once more.
        let literal = if purpose == Use::Planning { literal.replace('\\', r"\\") } else { literal };
        text.push_str(&literal.replace('\'', "''"));
        text.push('\'');
        at = after;
    }
    text
}

/// The fields of a path of a plan: `c.a.b` has `a` and `b`.
pub fn fields_of(expression: &str) -> Vec<String> {
    expression.split('.').skip(1).map(|word| unplanned(word).unwrap_or_else(|| word.to_string())).collect()
}

fn planned(name: String) -> String {
    if is_identifier(&name) {
        return name;
    }
    let digits: String = name.bytes().map(|byte| format!("{byte:02x}")).collect();
    format!("{PLANNED}{digits}")
}

fn unplanned(word: &str) -> Option<String> {
    let digits = word.strip_prefix(PLANNED)?.as_bytes();
    let bytes = digits.chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
    String::from_utf8(bytes.collect::<Option<Vec<u8>>>()?).ok()
}

fn is_identifier(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_') && name.chars().all(is_word)
}

fn is_word(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_'
}

/// The name in quotes that begins here and is followed by `]`, and where the text goes on behind that.
fn quoted_name(characters: &[char], at: usize) -> Option<(String, usize)> {
    if !matches!(characters.get(at), Some('"' | '\'')) {
        return None;
    }
    let (name, after) = literal(characters, at);
    (characters.get(after) == Some(&']')).then_some((name, after + 1))
}

/// What the string literal says that begins here, and where the text goes on behind it.
fn literal(characters: &[char], start: usize) -> (String, usize) {
    let (quote, mut text, mut at) = (characters[start], String::new(), start + 1);
    while at < characters.len() && characters[at] != quote {
        if characters[at] != '\\' || at + 1 == characters.len() {
            text.push(characters[at]);
            at += 1;
            continue;
        }
        match characters[at + 1] {
            'n' => text.push('\n'),
            't' => text.push('\t'),
            'r' => text.push('\r'),
            'b' => text.push('\u{8}'),
            'f' => text.push('\u{c}'),
            'u' if at + 6 <= characters.len() => {
                let digits: String = characters[at + 2..at + 6].iter().collect();
                let code = u32::from_str_radix(&digits, 16).ok();
                text.push(code.and_then(char::from_u32).unwrap_or('\u{fffd}'));
                at += 4;
            }
            other => text.push(other),
        }
        at += 2;
    }
    (text, at + 1)
}
