// The entry point. Each module finds its own elements, and does nothing on a page without them.
import "./unsaved.js";
import "./theme.js";
import "./dialog.js";
import "./menu.js";
import "./toast.js";
import "./password.js";
import "./zone.js";
import "./submit.js";
import "./scroll.js";
import "./errors.js";
import "./select.js";
import { enhanceAll } from "./enhance.js";
import "./filters.js";
import "./live.js";
import "./player.js";
import "./clock.js";
import "./chart.js";
import "./back.js";
import "./preparing.js";

enhanceAll(document);
