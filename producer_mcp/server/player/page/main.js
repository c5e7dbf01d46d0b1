"use strict";
[marks, words, stems, family, library].forEach((part) => part.start());
app.begin().catch((error) => view.show({ phase: "refused", message: error.message }));
