"use strict";
app.begin().catch((error) => view.show({ phase: "refused", message: error.message }));
