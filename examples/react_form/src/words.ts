export interface Said {
  loading: string;
  practice: string;
  decides: string;
  check: string;
  part: (place: number, count: number) => string;
  or: string;
  named: string;
  answered: (answered: number, count: number) => string;
  open: string;
  without: string;
  back: string;
  next: string;
  finish: string;
  finished: string;
  report: string;
  today: string;
  fits: string;
  restarted: string;
  missing: string;
  entry: string;
  saved: string;
  saving: string;
  conflict: string;
  load: string;
  lost: string;
  away: string;
  other: string;
  again: string;
  refused: string;
  show: string;
}

const en: Said = {
  loading: "One moment…",
  practice: "Your practice",
  decides: "This decides which questions you are asked. Leave open what is not true of you.",
  check: "Check and finish",
  part: (place, count) => `Part ${place} of ${count}`,
  or: "or",
  named: "A few words, kept with your answers and never scored. Please name no client.",
  answered: (answered, count) => `You have answered ${answered} of ${count} questions.`,
  open: "Not answered yet",
  without: "You can finish without them; the result then says what they could still change.",
  back: "Back",
  next: "Next",
  finish: "Finish",
  finished: "Your audit is finished",
  report: "Read your report",
  today: "Do today",
  fits: "The questions have changed since you began. Some of your answers no longer fit; those questions are asked again.",
  restarted:
    "Your audit was finished or deleted in another window. A new one begins here, with what you entered in this window last.",
  missing: "The questions cannot be loaded.",
  entry: "You are not signed in. Sign in, then come back here.",
  saved: "Everything is saved.",
  saving: "Saving…",
  conflict:
    "Your answers were changed in another window. What you just entered here is not saved yet. Load what is saved: your last entries here stay, and are added to it.",
  load: "Load what is saved",
  lost: "Your last answers are not saved: the service cannot be reached. They are still here.",
  away: "Your last answers are not saved: you are signed out. Sign in again in another window, then come back here.",
  other:
    "Your last answers are not saved: somebody else is signed in now. Close this window, or sign in again in another one and come back here.",
  again: "Try again",
  refused: "Your last answers are not saved yet: something needs to be changed first.",
  show: "Show it",
};

const es: Said = {
  loading: "Un momento…",
  practice: "Su práctica",
  decides: "De esto depende qué preguntas se le hacen. Deje sin marcar lo que no se cumpla en su caso.",
  check: "Revisar y terminar",
  part: (place, count) => `Parte ${place} de ${count}`,
  or: "o bien",
  named:
    "Unas palabras, que se guardan con sus respuestas y nunca se puntúan. Por favor, no ponga el nombre de ninguna persona que atienda.",
  answered: (answered, count) => `Ha respondido ${answered} de ${count} preguntas.`,
  open: "Todavía sin responder",
  without: "Puede terminar sin ellas; el resultado dirá entonces qué podrían cambiar todavía.",
  back: "Volver",
  next: "Siguiente",
  finish: "Terminar",
  finished: "Su autoevaluación está terminada",
  report: "Leer su informe",
  today: "Qué hacer hoy",
  fits: "Las preguntas cambiaron desde que usted empezó. Algunas de sus respuestas ya no corresponden; esas preguntas se hacen de nuevo.",
  restarted:
    "Su autoevaluación se terminó o se borró en otra ventana. Aquí empieza una nueva, con lo último que puso en esta ventana.",
  missing: "No se pueden cargar las preguntas.",
  entry: "No ha iniciado sesión. Entre con su cuenta y regrese aquí.",
  saved: "Todo está guardado.",
  saving: "Guardando…",
  conflict:
    "Sus respuestas se cambiaron en otra ventana. Lo último que puso aquí todavía no está guardado. Cargue lo guardado: lo último que puso aquí se conserva y se añade.",
  load: "Cargar lo guardado",
  lost: "Sus últimas respuestas no están guardadas: no hay conexión con el servicio. Siguen aquí.",
  away: "Sus últimas respuestas no están guardadas: se cerró su sesión. Vuelva a entrar en otra ventana y regrese aquí.",
  other:
    "Sus últimas respuestas no están guardadas: ahora otra persona ha iniciado sesión. Cierre esta ventana, o vuelva a entrar en otra y regrese aquí.",
  again: "Intentar de nuevo",
  refused: "Sus últimas respuestas todavía no están guardadas: antes hay que cambiar algo.",
  show: "Mostrar qué",
};

/** Return the form's own words in a language, or in English. */
export function wordsIn(language: string): Said {
  return language.startsWith("es") ? es : en;
}
