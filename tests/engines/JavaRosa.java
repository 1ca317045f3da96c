// Scores answers in JavaRosa, the engine of ODK Collect. Lines on standard input: the path of an XForm, then for each set of
// answers "name=value" separated by tabs. For each set, a line of "name=value" with every value of the form.
import java.io.*;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.util.*;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.data.StringData;
import org.javarosa.core.model.instance.*;
import org.javarosa.form.api.*;
import org.javarosa.model.xform.XFormsModule;
import org.javarosa.xform.util.XFormUtils;

public class JavaRosa {
  static void leaves(TreeElement element, List<TreeElement> found) {
    if (element.getNumChildren() == 0) found.add(element);
    for (int i = 0; i < element.getNumChildren(); i++) leaves(element.getChildAt(i), found);
  }

  public static void main(String[] arguments) throws Exception {
    PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    System.setOut(System.err);
    new XFormsModule().registerModule();
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    FormDef form = null;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("form ")) {
        form = XFormUtils.getFormFromInputStream(new FileInputStream(line.substring(5)));
        form.initialize(true, new InstanceInitializationFactory());
        continue;
      }
      Map<String, String> given = new HashMap<>();
      for (String pair : line.split("\t")) if (!pair.isEmpty()) given.put(pair.split("=", 2)[0], pair.split("=", 2)[1]);
      List<TreeElement> found = new ArrayList<>();
      leaves(form.getInstance().getRoot(), found);
      for (TreeElement leaf : found) {
        String name = leaf.getName();
        if (name.startsWith("result-") || name.equals("instanceID")) continue;
        String value = given.get(name);
        form.setValue(value == null ? null : new StringData(value), leaf.getRef(), true);
      }
      StringJoiner told = new StringJoiner("\t");
      for (TreeElement leaf : found)
        if (leaf.getValue() != null) told.add(leaf.getName() + "=" + leaf.getValue().uncast().getString());
      out.println(told);
    }
  }
}
