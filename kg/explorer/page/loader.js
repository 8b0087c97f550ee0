// Unpack the page's scripts and start them. Each is let in by its own fingerprint in the page's policy, as if it stood here.
import { canUnpack, unpackText } from "./unpack.js";

const OLD = "This browser is too old to unpack this page: it lacks DecompressionStream (2023). Any current browser opens it. 浏览器版本过旧，无法展开本页，请使用较新的浏览器。";
const BROKEN = "This page could not be read; the file may be incomplete. 无法读取本页，文件可能不完整。";

function tell(text) {
  document.getElementById("app").textContent = text;
}

async function start() {
  const scripts = await Promise.all([unpackText("script-map"), unpackText("script-page")]);
  for (const text of scripts) {
    const element = document.createElement("script");
    element.textContent = text;
    document.head.append(element);
  }
}

if (canUnpack()) start().catch(() => tell(BROKEN));
else tell(OLD);
