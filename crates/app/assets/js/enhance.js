import { enhance } from "./combobox.js";
import { copies } from "./copy.js";
import { effects } from "./effect.js";
import { files } from "./file.js";
import { pickers } from "./picker.js";

/** Gives a part of a page what its fields need, whether it came with the page or later. */
export function enhanceAll(root) {
  enhance(root);
  copies(root);
  pickers(root);
  effects(root);
  files(root);
}
