// Scores the data of a survey: one model, whose data are set anew for each set of answers.
const { inout } = require("./inout.cjs");

inout(({ engine, definition, sets }) => {
  const { Model } = require(engine);
  const survey = new Model(definition);
  const problems = survey.jsonErrors ?? [];
  if (problems.length) throw new Error(JSON.stringify(problems));
  return sets.map((data) => {
    survey.data = data;
    return survey.data;
  });
});
