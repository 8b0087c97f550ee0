// Undo what kg/explorer/pack.py did: base64, then gzip, with the browser's own DecompressionStream.

/** The bytes packed in a script element of the page. */
export async function unpackBytes(id) {
  return new Uint8Array(await unpacked(id).arrayBuffer());
}

/** The text packed in a script element of the page; what was begun beforehand is taken up, once. */
export function unpackText(id) {
  const element = document.getElementById(id);
  const begun = element.unpacking ?? unpacked(id).text();
  element.unpacking = null;
  return begun;
}

/** Begin to unpack a text that will be asked for. */
export function beginUnpacking(id) {
  const text = unpacked(id).text();
  document.getElementById(id).unpacking = text;
  return text;
}

/** Run a script packed in the page; it is let in by its own fingerprint in the page's policy, as if it stood there. */
export async function runPacked(id) {
  const element = document.createElement("script");
  element.textContent = await unpackText(id);
  document.head.append(element);
}

/** Whether this browser can unpack the page at all. */
export function canUnpack() {
  return typeof DecompressionStream === "function";
}

function unpacked(id) {
  const stream = new Blob([bytesOf(document.getElementById(id).textContent)]).stream();
  return new Response(stream.pipeThrough(new DecompressionStream("gzip")));
}

function bytesOf(base64) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(base64);
  const letters = atob(base64);
  const bytes = new Uint8Array(letters.length);
  for (let i = 0; i < letters.length; i += 1) bytes[i] = letters.charCodeAt(i);
  return bytes;
}
