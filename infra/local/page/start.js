/**
 * The API reference asks this API alone: no font, no proxy, no count of visits, no assistant of another host. The reader brings a token: a page
 * that asks for the secret of a client, and sends the secret to an issuer, would be one more place where secrets lie.
 */
function show(document) {
  document.components.securitySchemes.oauth2 = {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'A token of the issuer that this API trusts.',
  };
  Scalar.createApiReference('#reference', {
    content: document,
    documentDownloadType: 'none',
    withDefaultFonts: false,
    telemetry: false,
    proxyUrl: '',
    hideClientButton: true,
    showDeveloperTools: 'never',
    agent: { disabled: true },
    mcp: { disabled: true },
    defaultHttpClient: { targetKey: 'shell', clientKey: 'curl' },
    authentication: { preferredSecurityScheme: 'oauth2' },
  });
}

fetch('/openapi.json')
  .then((answer) => answer.json())
  .then(show);
