// Shows the closing page of a survey for each set of data.
const { Model } = require("survey-core");
const { inout } = require("./inout.cjs");

inout(({ definition, sets }) => {
  const survey = new Model(definition);
  return sets.map((data) => {
    survey.data = data;
    return survey.processedCompletedHtml;
  });
});
