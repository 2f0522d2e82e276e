import { replace } from "./fragment.js";

// While an answer is prepared, its progress is fetched again and again. When it is there, the whole page is: its exports are, too.
const INTERVAL = 2000;
const isPreparing = () => document.querySelector("#results [data-preparing]");
const look = async () => {
  if (isPreparing() && !document.hidden && (await replace("results", location.href)) && !isPreparing()) return location.reload();
  setTimeout(look, INTERVAL);
};

if (document.querySelector("form[data-may-prepare]")) setTimeout(look, INTERVAL);
