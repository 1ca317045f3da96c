// How long SurveyJS takes to load a survey and for one answer, in milliseconds of the processor, on average:
//   ethics-audit export quarterly --to surveyjs --out form.json; NODE_PATH=…/node_modules node tests/engines/speed.cjs form.json
// A second argument names another package, such as survey-core-2.
const fs = require("node:fs");
const [file, engine = "survey-core"] = process.argv.slice(2);
const { Model } = require(engine);
const now = () => process.cpuUsage().user / 1000;

const definition = JSON.parse(fs.readFileSync(file, "utf8"));
const start = now();
const survey = new Model(definition);
const loaded = now();
const questions = survey.getAllQuestions().filter((one) => one.getType() === "radiogroup" && one.isVisible).slice(0, 40);
for (const question of questions) question.value = question.choices[1].value;
console.log({ load: Math.round(loaded - start), answer: Math.round((now() - loaded) / questions.length) });
