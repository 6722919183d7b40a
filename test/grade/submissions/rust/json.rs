//! JSON that a host has written: numbers are whole.

#[derive(Clone, PartialEq)]
pub enum Json {
    Null,
    Bool(bool),
    Number(u64),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

pub use Json::*;

impl From<bool> for Json {
    fn from(value: bool) -> Json {
        Bool(value)
    }
}

impl From<u64> for Json {
    fn from(value: u64) -> Json {
        Number(value)
    }
}

impl From<&str> for Json {
    fn from(value: &str) -> Json {
        Text(value.to_string())
    }
}

impl<T: Into<Json>> From<Option<T>> for Json {
    fn from(value: Option<T>) -> Json {
        value.map_or(Null, Into::into)
    }
}

impl Json {
    /// The value of a field; nothing, if there is none.
    pub fn get(&self, name: &str) -> &Json {
        match self {
            Object(fields) => fields.iter().find(|(key, _)| key == name).map_or(&Null, |(_, value)| value),
            _ => &Null,
        }
    }

    pub fn number(&self, name: &str) -> u64 {
        self.get(name).as_number().unwrap_or_else(|| panic!("there is no number {name}"))
    }

    pub fn as_number(&self) -> Option<u64> {
        if let Number(value) = self { Some(*value) } else { None }
    }

    pub fn text(&self, name: &str) -> Option<String> {
        if let Text(value) = self.get(name) { Some(value.clone()) } else { None }
    }

    pub fn list(&self, name: &str) -> &[Json] {
        if let List(values) = self.get(name) { values } else { &[] }
    }

    pub fn read(text: &str) -> Json {
        let (mut at, bytes) = (0, text.as_bytes());
        value(bytes, &mut at)
    }

    pub fn write(&self, out: &mut String) {
        match self {
            Null => out.push_str("null"),
            Bool(value) => out.push_str(&value.to_string()),
            Number(value) => out.push_str(&value.to_string()),
            Text(value) => write_text(value, out),
            List(values) => {
                out.push('[');
                for (place, value) in values.iter().enumerate() {
                    if place > 0 {
                        out.push(',');
                    }
                    value.write(out);
                }
                out.push(']');
            }
            Object(fields) => {
                out.push('{');
                for (place, (name, value)) in fields.iter().enumerate() {
                    if place > 0 {
                        out.push(',');
                    }
                    write_text(name, out);
                    out.push(':');
                    value.write(out);
                }
                out.push('}');
            }
        }
    }
}

fn write_text(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            ' '.. => out.push(c),
            _ => out.push_str(&format!("\\u{:04x}", c as u32)),
        }
    }
    out.push('"');
}

fn value(bytes: &[u8], at: &mut usize) -> Json {
    match bytes[*at] {
        b'{' => Object(items(bytes, at, b'}', |at| {
            let name = text(bytes, at);
            *at += 1;
            (name, value(bytes, at))
        })),
        b'[' => List(items(bytes, at, b']', |at| value(bytes, at))),
        b'"' => Text(text(bytes, at)),
        _ => {
            let from = *at;
            while *at < bytes.len() && !b",]}".contains(&bytes[*at]) {
                *at += 1;
            }
            match std::str::from_utf8(&bytes[from..*at]).unwrap() {
                "null" => Null,
                "true" => Bool(true),
                "false" => Bool(false),
                number => Number(number.parse().unwrap()),
            }
        }
    }
}

fn items<T>(bytes: &[u8], at: &mut usize, end: u8, mut item: impl FnMut(&mut usize) -> T) -> Vec<T> {
    let mut all = Vec::new();
    *at += 1;
    while bytes[*at] != end {
        all.push(item(at));
        if bytes[*at] == b',' {
            *at += 1;
        }
    }
    *at += 1;
    all
}

/// The host writes ASCII, and what is beyond it as halves of UTF-16.
fn text(bytes: &[u8], at: &mut usize) -> String {
    let mut units: Vec<u16> = Vec::new();
    *at += 1;
    while bytes[*at] != b'"' {
        let mut unit = bytes[*at] as u16;
        if unit == b'\\' as u16 {
            *at += 1;
            unit = match bytes[*at] {
                b'u' => {
                    *at += 4;
                    u16::from_str_radix(std::str::from_utf8(&bytes[*at - 3..*at + 1]).unwrap(), 16).unwrap()
                }
                b'b' => 8,
                b'f' => 12,
                b'n' => 10,
                b'r' => 13,
                b't' => 9,
                other => other as u16,
            };
        }
        units.push(unit);
        *at += 1;
    }
    *at += 1;
    String::from_utf16_lossy(&units)
}
