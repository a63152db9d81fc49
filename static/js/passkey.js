// Says in the page what went wrong between the browser and a passkey.
const words = document.querySelector("script[src*='passkey'][data-words]").dataset.words;

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const said = document.createElement("p");
  said.className = "notice";
  said.textContent = words;
  document.getElementById("said").replaceChildren(said);
});
