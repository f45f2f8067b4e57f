import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.util.List;

/** mongo-java-server as a process of a test: prints "READY mongodb://127.0.0.1:PORT/" and ends with its standard input. */
public class Main {
  public static void main(String[] arguments) throws Exception {
    MemoryBackend backend = new MemoryBackend();
    backend.version(new Version());
    MongoServer server = new MongoServer(backend);
    server.enableOplog(); // change streams read it
    server.bind("127.0.0.1", Integer.parseInt(arguments[0]));
    System.out.println("READY mongodb://127.0.0.1:" + server.getLocalAddress().getPort() + "/");
    while (System.in.read() >= 0) {}
    server.shutdownNow();
    System.exit(0);
  }

  /** It says that it is older than drivers of today accept, although it answers all that they ask. */
  private static class Version implements MongoVersion {
    @Override
    public List<Integer> getVersionArray() {
      return List.of(4, 4, 0);
    }

    @Override
    public int getWireVersion() {
      return 9;
    }
  }
}
