// SPDX-License-Identifier: Apache-2.0
"use strict";

const page = SwaggerUIBundle({
  dom_id: "#page",
  url: "/v1/openapi.json",
  deepLinking: true,
  docExpansion: "none",
  defaultModelsExpandDepth: 0,
  defaultModelExpandDepth: 3,
  displayRequestDuration: true,
  filter: true,
  tryItOutEnabled: true,
  // Else the page would ask a server of somebody else.
  validatorUrl: null,
  // Who has logged in here goes on with his token.
  responseInterceptor: (answer) => {
    if (answer.ok && /\/v1\/authentication\/(user|apikey|refresh)$/.test(answer.url)) {
      page.preauthorizeApiKey("bearer", JSON.parse(answer.text).tokenId);
    }
    return answer;
  },
});
