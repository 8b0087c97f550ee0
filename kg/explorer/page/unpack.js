// Undo what kg/explorer/pack.py did: base64, then gzip, with the browser's own DecompressionStream.

/** The bytes packed in a script element of the page. */
export async function unpackBytes(id) {
  const letters = atob(document.getElementById(id).textContent);
  const bytes = new Uint8Array(letters.length);
  for (let i = 0; i < letters.length; i += 1) bytes[i] = letters.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** The text packed in a script element of the page. */
export async function unpackText(id) {
  return new TextDecoder().decode(await unpackBytes(id));
}

/** Whether this browser can unpack the page at all. */
export function canUnpack() {
  return typeof DecompressionStream === "function";
}
