"""The web form: an audit taken in a browser, on this computer or inside another application."""
