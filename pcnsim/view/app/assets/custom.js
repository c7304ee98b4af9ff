// What the parts of the page share. Solara puts a file of this name into each of its pages.

// Plotly, once for a page however many pictures it has, and not before there is one; requirejs must not take it for a module.
window.pcnsimPlotly = () => {
  window.pcnsimPlotly.loading = window.pcnsimPlotly.loading || new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = "static/assets/plotly.min.js";
    const define = window.define;
    window.define = undefined;
    script.onload = () => { window.define = define; resolve(); };
    script.onerror = () => { window.define = define; reject("plotly.min.js is missing"); };
    document.head.appendChild(script);
  });
  return window.pcnsimPlotly.loading;
};
