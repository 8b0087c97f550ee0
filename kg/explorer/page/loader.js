// Unpack the page's own script and start it; its data unpack beside it, and what draws the map is unpacked after the first sight.
import { beginUnpacking, canUnpack, runPacked } from "./unpack.js";

const OLD = "This browser is too old to unpack this page: it lacks DecompressionStream (2023). Any current browser opens it. 浏览器版本过旧，无法展开本页，请使用较新的浏览器。";
const BROKEN = "This page could not be read; the file may be incomplete. 无法读取本页，文件可能不完整。";

function tell(text) {
  document.getElementById("app").textContent = text;
}

async function start() {
  beginUnpacking("data").catch(() => tell(BROKEN));
  await runPacked("script-page");
}

if (canUnpack()) start().catch(() => tell(BROKEN));
else tell(OLD);
