// A list of cases on standard input as JSON, the list of their results on standard output.
const fs = require("node:fs");

exports.inout = (run) => {
  const cases = JSON.parse(fs.readFileSync(0, "utf8"));
  process.stdout.write(JSON.stringify(cases.map(run)));
};
