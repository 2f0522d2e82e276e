// The one entry: each module finds its own elements and leaves a page without them alone.
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
