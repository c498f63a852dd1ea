// Compiles our style sheet and copies the scripts and pictures the pages use into build/.
// Everything comes from the locked packages in node_modules; nothing of theirs is committed.
import { cpSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "node_modules");
const govuk = join(modules, "govuk-frontend", "dist", "govuk");
const finished = join(here, "build");
// Built aside and swapped in at the end, so that a portal that is running never misses a file for long.
const build = join(here, "build.new");

rmSync(build, { recursive: true, force: true });
mkdirSync(join(build, "govuk", "assets"), { recursive: true });
mkdirSync(join(build, "htmx"), { recursive: true });
mkdirSync(join(build, "idiomorph"), { recursive: true });
mkdirSync(join(build, "accessible-autocomplete"), { recursive: true });

const { css } = sass.compile(join(here, "scss", "portal.scss"), {
  loadPaths: [modules],
  style: "compressed",
  quietDeps: true,
});
writeFileSync(join(build, "govuk", "portal.css"), css);

// Its source map comes along, because hashed static files look for every file that is named.
cpSync(join(govuk, "govuk-frontend.min.js"), join(build, "govuk", "govuk-frontend.min.js"));
cpSync(join(govuk, "govuk-frontend.min.js.map"), join(build, "govuk", "govuk-frontend.min.js.map"));
// Pictures only. The GDS Transport fonts stay out: they may be used on gov.uk addresses alone.
cpSync(join(govuk, "assets", "images"), join(build, "govuk", "assets", "images"), { recursive: true });
cpSync(join(modules, "htmx.org", "dist", "htmx.min.js"), join(build, "htmx", "htmx.min.js"));
cpSync(join(modules, "idiomorph", "dist", "idiomorph.esm.js"), join(build, "idiomorph", "idiomorph.esm.js"));
for (const name of ["accessible-autocomplete.min.js", "accessible-autocomplete.min.js.map"]) {
  cpSync(join(modules, "accessible-autocomplete", "dist", name), join(build, "accessible-autocomplete", name));
}

rmSync(finished, { recursive: true, force: true });
renameSync(build, finished);
