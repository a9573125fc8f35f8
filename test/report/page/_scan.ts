/** Just enough of an HTML reader to look at our own pages: tags with attributes, and text between them. */

export interface Tag {
  name: string;
  attributes: Record<string, string>;
  /** Text content, entities decoded. */
  text: string;
  /** Names of the elements around it, outermost first, with their ids or classes: `section#inputs`. */
  path: string[];
}

export interface TextNode {
  text: string;
  path: string[];
  /** An element around it carries a pointer. */
  pointed: boolean;
}

const voids = new Set(['meta', 'br', 'link', 'img', 'hr', 'input', '!doctype']);
const tagPattern = /<(\/?)([a-zA-Z!][\w-]*)((?:\s+[\w:-]+(?:="[^"]*")?|\s*\/)*)\s*>/g;

export function decode(text: string): string {
  return text
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&');
}

/** All elements and texts in order. Throws where tags do not close what was opened. */
export function scan(page: string): { tags: Tag[]; texts: TextNode[] } {
  // Places where a name may break do not divide its text.
  const html = page.replaceAll('<wbr>', '');
  const tags: Tag[] = [];
  const texts: TextNode[] = [];
  const open: { tag: Tag; label: string }[] = [];
  let at = 0;
  const addText = (raw: string): void => {
    if (raw === '') return;
    const text = decode(raw);
    for (const { tag } of open) tag.text += text;
    texts.push({
      text,
      path: open.map(({ label }) => label),
      pointed: open.some(({ tag }) => 'data-v' in tag.attributes),
    });
  };
  for (const match of html.matchAll(tagPattern)) {
    const [whole, slash, rawName, rawAttributes] = match as unknown as [string, string, string, string];
    if (match.index < at) continue;
    addText(html.slice(at, match.index));
    at = match.index + whole.length;
    const name = rawName.toLowerCase();
    if (slash) {
      const last = open.pop();
      if (last?.tag.name !== name)
        throw new Error(`</${name}> closes <${last?.tag.name}> near ${html.slice(at - 80, at)}`);
      continue;
    }
    const attributes = Object.fromEntries(
      Array.from(rawAttributes.matchAll(/([\w:-]+)(?:="([^"]*)")?/g), ([, key = '', value = '']) => [
        key,
        decode(value),
      ]),
    );
    const tag: Tag = { name, attributes, text: '', path: open.map(({ label }) => label) };
    tags.push(tag);
    const label = attributes.id ? `${name}#${attributes.id}` : attributes.class ? `${name}.${attributes.class}` : name;
    if (name === 'script' || name === 'style') {
      const end = html.indexOf(`</${name}>`, at);
      tag.text = html.slice(at, end);
      at = end + name.length + 3;
    } else if (!voids.has(name) && !rawAttributes.trimEnd().endsWith('/')) open.push({ tag, label });
  }
  if (open.length > 0) throw new Error(`never closed: ${open.map(({ label }) => label).join(' > ')}`);
  return { tags, texts };
}
