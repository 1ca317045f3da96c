// Scores responses to a FHIR Questionnaire: its variables in their order, then every calculated expression.
const { inout } = require("./inout.cjs");

const CALCULATED = /sdc-questionnaire-calculatedExpression$/;
const ENGINES = { "fhirpath-2": fhirpath, "fhirpath-3": fhirpath, fhirpath, "@medplum/core": medplum };

function fhirpath(name) {
  const engine = require(name);
  const model = require(`${name}/fhir-context/r4`);
  return (expression) => engine.compile(expression, model);
}

// Its variables hold one value each, so those with lists stand in the expressions themselves.
function medplum(name) {
  globalThis.WebSocket ??= EventTarget; // what older versions of Node have not, and is not used here
  const { evalFhirPathTyped, toTypedValue } = require(name);
  const lists = [];
  return (expression, variable) => {
    const whole = lists.reduce((text, [list, told]) => text.replaceAll(list, `(${told})`), expression);
    if (/^(facts|answers\d+)$/.test(variable)) lists.unshift([`%${variable}`, whole]);
    return (response, known) => {
      const named = Object.entries(known).map(([key, value]) => [`%${key}`, toTypedValue(Array.isArray(value) ? value[0] : value)]);
      return evalFhirPathTyped(whole, [toTypedValue(response)], Object.fromEntries(named)).map((one) => one.value);
    };
  };
}

function expressions(items, compiled) {
  return (items ?? []).flatMap((item) => [
    ...(item.extension ?? [])
      .filter((one) => CALCULATED.test(one.url))
      .map((one) => [item.linkId, compiled(one.valueExpression.expression)]),
    ...expressions(item.item, compiled),
  ]);
}

inout(({ engine, definition, sets }) => {
  const compiled = ENGINES[engine](engine);
  const variables = definition.extension
    .filter(({ valueExpression: one }) => one)
    .map(({ valueExpression: one }) => [one.name, compiled(one.expression, one.name)]);
  const calculated = expressions(definition.item, compiled);
  return sets.map((response) => {
    const known = { resource: response };
    for (const [name, value] of variables) known[name] = value(response, known);
    return Object.fromEntries(calculated.map(([link, value]) => [link, value(response, known)[0] ?? null]));
  });
});
