// Passkeys: asks the browser to make one or to sign with one, and sends its answer with the form.
(function () {
  "use strict";

  // They belong to a name; a page that is opened by the number of a machine has none.
  const hasName = !/^[\d.]+$|:/.test(window.location.hostname);
  const isKnown = hasName && window.isSecureContext && "PublicKeyCredential" in window;

  function bytes(text) {
    const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(plain, (char) => char.charCodeAt(0));
  }

  function text(buffer) {
    const plain = String.fromCharCode(...new Uint8Array(buffer));
    return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  }

  function read(options) {
    const read = { ...options, challenge: bytes(options.challenge) };
    if (options.user) read.user = { ...options.user, id: bytes(options.user.id) };
    for (const list of ["allowCredentials", "excludeCredentials"]) {
      if (options[list]) read[list] = options[list].map((one) => ({ ...one, id: bytes(one.id) }));
    }
    return read;
  }

  function written(credential) {
    const response = {};
    const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
    for (const part of parts) {
      if (credential.response[part]) response[part] = text(credential.response[part]);
    }
    return JSON.stringify({
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      clientExtensionResults: {},
      response,
    });
  }

  async function wish(button) {
    if (button.dataset.options) return JSON.parse(button.dataset.options);
    const form = button.closest("form");
    const answer = await fetch(button.dataset.optionsUrl, {
      method: "POST",
      headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
    });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }

  async function press(button) {
    const form = button.closest("form");
    const problem = form.querySelector("[data-passkey-problem]");
    problem.hidden = true;
    button.disabled = true;
    try {
      const publicKey = read(await wish(button));
      const credential =
        button.dataset.passkey === "make"
          ? await navigator.credentials.create({ publicKey })
          : await navigator.credentials.get({ publicKey });
      form.elements.passkey.value = written(credential);
      form.submit();
    } catch {
      // Somebody closed the window of the browser, or has no passkey here.
      problem.hidden = false;
      button.disabled = false;
      button.focus();
    }
  }

  for (const button of document.querySelectorAll("[data-passkey]")) {
    button.hidden = !isKnown;
    const note = button.closest("form").querySelector(".no-passkeys");
    if (note) note.hidden = isKnown;
    button.addEventListener("click", () => press(button));
  }
})();
