// Opens the page again until it is there. A refresh told in the page would not do: with a hash in the address it opens nothing.
"use strict";
setTimeout(() => location.reload(), 1000);
