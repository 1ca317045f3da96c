// Scores responses to a FHIR Questionnaire: its variables in their order, then every calculated expression.
const fhirpath = require("fhirpath");
const model = require("fhirpath/fhir-context/r4");
const { inout } = require("./inout.cjs");

const CALCULATED = /sdc-questionnaire-calculatedExpression$/;

function expressions(items) {
  return (items ?? []).flatMap((item) => [
    ...(item.extension ?? [])
      .filter((one) => CALCULATED.test(one.url))
      .map((one) => [item.linkId, fhirpath.compile(one.valueExpression.expression, model)]),
    ...expressions(item.item),
  ]);
}

inout(({ definition, sets }) => {
  const variables = definition.extension.map(({ valueExpression: one }) => [
    one.name,
    fhirpath.compile(one.expression, model),
  ]);
  const calculated = expressions(definition.item);
  return sets.map((response) => {
    const known = { resource: response };
    for (const [name, value] of variables) known[name] = value(response, known);
    return Object.fromEntries(calculated.map(([link, value]) => [link, value(response, known)[0] ?? null]));
  });
});
