/** The page: what is kept is read, and the first view shown. */
import "./beginning.js";
import "./checking.js";
import "./question.js";
import "./record.js";
import "./result.js";
import { restore } from "./keeping.js";
import { followKeys } from "./keys.js";
import { followBack, views } from "./navigation.js";

restore();
followKeys();
followBack();
views.begin();
