// The entry point. Each module finds its own elements, and does nothing on a page without them.
import "./theme.js";
import "./dialog.js";
import "./menu.js";
import "./toast.js";
import "./password.js";
import "./zone.js";
import "./submit.js";
import "./select.js";
import { enhanceAll } from "./enhance.js";
import "./filters.js";
import "./live.js";

enhanceAll(document);
