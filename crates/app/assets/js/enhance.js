import { enhanceSelects } from "./combobox.js";
import { enhanceCopyButtons } from "./copy.js";
import { enhanceEffectForms } from "./effect.js";
import { enhanceFileInputs } from "./file.js";
import { enhancePickers } from "./picker.js";

/** Enhances the fields in a part of a page, which came with the page or later. */
export function enhanceAll(root) {
  enhanceSelects(root);
  enhanceCopyButtons(root);
  enhancePickers(root);
  enhanceEffectForms(root);
  enhanceFileInputs(root);
}
