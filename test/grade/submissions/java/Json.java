import java.util.*;

/** JSON that a host has written: objects are maps, arrays are lists, numbers are whole. */
final class Json {
  private final String text;
  private int at;

  private Json(String text) { this.text = text; }

  static Object read(String text) { return new Json(text).value(); }

  private Object value() {
    switch (text.charAt(at)) {
      case '{': {
        var object = new LinkedHashMap<String, Object>();
        for (at++; text.charAt(at) != '}'; ) {
          var name = string();
          at++;
          object.put(name, value());
          if (text.charAt(at) == ',') at++;
        }
        at++;
        return object;
      }
      case '[': {
        var list = new ArrayList<Object>();
        for (at++; text.charAt(at) != ']'; ) {
          list.add(value());
          if (text.charAt(at) == ',') at++;
        }
        at++;
        return list;
      }
      case '"': return string();
      default: {
        int from = at;
        while (at < text.length() && ",]}".indexOf(text.charAt(at)) < 0) at++;
        var word = text.substring(from, at);
        return word.equals("null") ? null : word.equals("true") || word.equals("false") ? (Object) Boolean.valueOf(word) : Long.valueOf(word);
      }
    }
  }

  private String string() {
    var result = new StringBuilder();
    for (at++; text.charAt(at) != '"'; at++) {
      char c = text.charAt(at);
      if (c != '\\') { result.append(c); continue; }
      c = text.charAt(++at);
      int place = "bfnrt".indexOf(c);
      if (c == 'u') { result.append((char) Integer.parseInt(text.substring(at + 1, at + 5), 16)); at += 4; }
      else result.append(place < 0 ? c : "\b\f\n\r\t".charAt(place));
    }
    at++;
    return result.toString();
  }

  static String write(Object value) {
    var out = new StringBuilder();
    write(value, out);
    return out.toString();
  }

  private static void write(Object value, StringBuilder out) {
    if (value instanceof Map<?, ?> object) {
      var before = "{";
      for (var entry : object.entrySet()) {
        write(entry.getKey(), out.append(before));
        write(entry.getValue(), out.append(':'));
        before = ",";
      }
      out.append(object.isEmpty() ? "{}" : "}");
    } else if (value instanceof List<?> list) {
      out.append('[');
      for (int i = 0; i < list.size(); i++) write(list.get(i), i > 0 ? out.append(',') : out);
      out.append(']');
    } else if (value instanceof String text) {
      out.append('"');
      for (char c : text.toCharArray()) {
        if (c == '"' || c == '\\') out.append('\\').append(c);
        else if (c < ' ' || c > '~') out.append(String.format("\\u%04x", (int) c));
        else out.append(c);
      }
      out.append('"');
    } else out.append(value);
  }
}
