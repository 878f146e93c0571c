//! Rust source without what is not code: comments, texts and characters.

/// The code of `source`: every comment, string and character literal is replaced by one blank, line ends are kept.
pub fn code_of(source: &str) -> String {
    let chars: Vec<char> = source.chars().collect();
    let mut code = String::with_capacity(source.len());
    let mut at = 0;
    while at < chars.len() {
        let end = literal_end(&chars, at);
        if end > at {
            code.push(' ');
            code.extend(chars[at..end].iter().filter(|&&c| c == '\n'));
            at = end;
        } else {
            code.push(chars[at]);
            at += 1;
        }
    }
    code
}

/// Where the comment or literal that begins at `at` ends; `at` if none begins there.
fn literal_end(chars: &[char], at: usize) -> usize {
    let next = |offset: usize| chars.get(at + offset).copied();
    match (chars[at], next(1)) {
        ('/', Some('/')) => position(chars, at, |rest| rest.first() == Some(&'\n')),
        ('/', Some('*')) => comment_end(chars, at),
        ('"', _) => text_end(chars, at + 1, '"'),
        ('r', Some('"' | '#')) if !follows_word(chars, at) || chars[at - 1] == 'b' => raw_end(chars, at),
        ('\'', Some('\\')) => text_end(chars, at + 1, '\''),
        ('\'', Some(_)) if next(2) == Some('\'') => at + 3,
        _ => at,
    }
}

fn follows_word(chars: &[char], at: usize) -> bool {
    at > 0 && (chars[at - 1].is_alphanumeric() || chars[at - 1] == '_')
}

fn comment_end(chars: &[char], start: usize) -> usize {
    let mut depth = 0;
    let mut at = start;
    while at < chars.len() {
        match (chars[at], chars.get(at + 1)) {
            ('/', Some('*')) => (depth, at) = (depth + 1, at + 2),
            ('*', Some('/')) => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

fn text_end(chars: &[char], mut at: usize, quote: char) -> usize {
    while at < chars.len() && chars[at] != quote {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    (at + 1).min(chars.len())
}

/// A raw text, `r"…"` or `r#"…"#`; a raw identifier is none.
fn raw_end(chars: &[char], at: usize) -> usize {
    let hashes = chars[at + 1..].iter().take_while(|&&c| c == '#').count();
    if chars.get(at + 1 + hashes) != Some(&'"') {
        return at;
    }
    let end: Vec<char> = std::iter::once('"').chain(std::iter::repeat_n('#', hashes)).collect();
    position(chars, at + 2 + hashes, |rest| rest.starts_with(&end)) + end.len()
}

fn position(chars: &[char], from: usize, found: impl Fn(&[char]) -> bool) -> usize {
    (from..chars.len()).find(|&at| found(&chars[at..])).unwrap_or(chars.len())
}

/// The words of code and the marks `::`, `{`, `}`, `,` and so on, each a token.
pub fn tokens(code: &str) -> Vec<&str> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut tokens = Vec::new();
    let mut rest = code.trim_start();
    while let Some(first) = rest.chars().next() {
        let end = match first {
            _ if rest.starts_with("::") => 2,
            _ if is_word(first) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        tokens.push(&rest[..end]);
        rest = rest[end..].trim_start();
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_literals_are_no_code() {
        let source = "a // x\nb /* y /* z */ */ c \"d\\\" e\" r#\"f \" g\"# 'h' '\\'' i<'j> br\"k\" r#type";
        let code = code_of(source);
        assert_eq!(tokens(&code), ["a", "b", "c", "i", "<", "'", "j", ">", "b", "r", "#", "type"]);
    }
}
