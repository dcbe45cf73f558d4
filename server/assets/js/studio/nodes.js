// @ts-check
// SVG as plain values: one tree, written into the page or into a recipe, so that both say the same. Pure but for `element`.

/** @typedef {{tag: string, attrs: Readonly<Record<string, string>>, children: readonly (Node | string)[]}} Node */

const SVG = "http://www.w3.org/2000/svg";
/** A reference to another node of the same tree. */
const LOCAL = /url\(#([^)]+)\)/g;
/** What SVG has no attribute for. */
const STYLES = /(mix-blend-mode|isolation):\s*([a-z-]+)/g;

/**
 * @param {string} tag @param {Record<string, string | number | null | undefined>} attrs what is null or undefined is left out
 * @param {(Node | string)[]} children @returns {Node}
 */
export function node(tag, attrs, ...children) {
  const given = Object.entries(attrs).filter(([, value]) => value !== null && value !== undefined);
  return { tag, attrs: Object.fromEntries(given.map(([name, value]) => [name, String(value)])), children };
}

/** @param {string} value */
const escaped = (value) =>
  value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** As XML. @param {Node | string} part @returns {string} */
export function xml(part) {
  if (typeof part === "string") return escaped(part);
  const attrs = Object.entries(part.attrs).map(([name, value]) => ` ${name}="${escaped(value)}"`);
  const open = `<${part.tag}${attrs.join("")}`;
  return part.children.length ? `${open}>${part.children.map(xml).join("")}</${part.tag}>` : `${open}/>`;
}

/**
 * As an element of the page. What an image shows is asked of `urlOf`; one without an address stays empty.
 * @param {Node} part @param {(href: string) => string | null} urlOf @returns {SVGElement}
 */
export function element({ tag, attrs, children }, urlOf) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attrs)) {
    const given = tag === "image" && name === "href" ? urlOf(value) : value;
    // The page's policy allows no style attribute; its properties are set one by one.
    if (name === "style")
      for (const [, property, word] of value.matchAll(STYLES)) setStyle(made, property, word);
    else if (given !== null) made.setAttribute(name, given);
  }
  made.append(...children.map((child) => (typeof child === "string" ? child : element(child, urlOf))));
  return made;
}

/** @param {SVGElement} made @param {string} [property] @param {string} [word] */
const setStyle = (made, property = "", word = "") => made.style.setProperty(property, word);

/** The ids that a tree points at. @param {Node} part @returns {string[]} */
export function pointsAt({ attrs, children }) {
  const own = Object.entries(attrs).flatMap(([name, value]) =>
    name === "href" && value.startsWith("#")
      ? [value.slice(1)]
      : [...value.matchAll(LOCAL)].map(([, id]) => id ?? ""),
  );
  return [...own, ...children.flatMap((child) => (typeof child === "string" ? [] : pointsAt(child)))];
}

/**
 * The same tree with other ids, in what has them and in what points at them.
 * @param {Node} part @param {(id: string) => string} other @returns {Node}
 */
export function renamed({ tag, attrs, children }, other) {
  const fresh = Object.entries(attrs).map(([name, value]) => {
    if (name === "id") return [name, other(value)];
    if (name === "href" && value.startsWith("#")) return [name, `#${other(value.slice(1))}`];
    return [name, value.replaceAll(LOCAL, (_, id) => `url(#${other(id)})`)];
  });
  const below = children.map((child) => (typeof child === "string" ? child : renamed(child, other)));
  return { tag, attrs: Object.fromEntries(fresh), children: below };
}
