// The verdict of a schema on each document.
const Ajv = require("ajv/dist/2020");
const { inout } = require("./inout.cjs");

inout(({ definition, sets }) => {
  const fits = new Ajv({ strict: true, allowUnionTypes: true }).compile(definition);
  return sets.map((document) => fits(document));
});
